import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import type { Elements, Guide } from "@/api/catalog";
import { match, situations, type Answers, type Need, type Situation, type Situations } from "@/api/scenes";
import { useLoad } from "@/shared/load";
import { asRefusal } from "@/shared/problems";

/** As many ways to answer as are looked through; where there are more, a situation says itself what it presupposes. */
const MOST_WAYS = 4_096;

/** Of the situations that hold with some answers the one that says most; the default holds always. */
function resolved(situations: readonly Situation[], answers: Answers): Situation | undefined {
  const says = (one: Situation): number => Object.keys(one.when).length;
  return situations
    .filter((one) => Object.entries(one.when).every(([question, option]) => answers[question] === option))
    .sort((one, other) => says(other) - says(one))[0];
}

function ways(questions: Situations["questions"]): Answers[] {
  return questions.reduce<Answers[]>(
    (before, question) =>
      before.flatMap((answers) => question.options.map((one) => ({ ...answers, [question.code]: one.code }))),
    [{}],
  );
}

/** The answers without which nobody is in a situation: somebody who comes from a scene has given them. */
export function given(asked: Situations, wanted: string | undefined): Answers {
  const there = asked.situations.find((one) => one.code === wanted);
  if (!there) return {};
  const count = asked.questions.reduce((product, question) => product * question.options.length, 1);
  if (count > MOST_WAYS) return there.when as Answers;
  const leading = ways(asked.questions).filter((answers) => resolved(asked.situations, answers) === there);
  const sure: Answers = {};
  for (const { code } of asked.questions) {
    const options = new Set(leading.map((answers) => answers[code]));
    const [only] = options;
    if (options.size === 1 && only !== undefined) sure[code] = only;
  }
  return sure;
}

export function unanswered(asked: Situations, answers: Answers): string[] {
  return asked.questions.filter((question) => answers[question.code] === undefined).map((question) => question.code);
}

/** What a situation needs of what the guide lists; what it does not say itself the guide says. */
export function needOf(situation: Situation | undefined, elements: Elements): Need {
  const { materials, fees, promised_limit: promised } = elements;
  if (!situation) return { name: "", note: "", materials, fees, limit: promised };
  return {
    name: situation.name,
    note: situation.note,
    materials: materials.filter((material) => situation.materials.includes(material.code)),
    fees: situation.fees ?? fees,
    limit: situation.limit ?? promised,
  };
}

export interface Chosen {
  asked: ComputedRef<Situations | undefined>;
  answers: Ref<Answers>;
  /** Questions that still wait for an answer. */
  left: ComputedRef<string[]>;
  /** What the answers need; before all are given, what the wanted or the default situation needs. */
  need: ComputedRef<Need | undefined>;
}

/** The questions of a guide, the answers to them, and what these need. Answers stay on the page. */
export function useSituation(guide: ComputedRef<Guide | undefined>, wanted: string | undefined): Chosen {
  const answers = ref<Answers>({});
  const found = useLoad(
    async (signal) => (guide.value?.guide ? questionsOf(guide.value.item_id, signal) : undefined),
    [() => guide.value?.item_id],
  );
  const asked = computed(() => found.data.value);
  watch(asked, (now) => (answers.value = now ? given(now, wanted) : {}));

  const left = computed(() => (asked.value ? unanswered(asked.value, answers.value) : []));
  const matched = useLoad(async (signal) => {
    const { value } = asked;
    if (!value || value.questions.length === 0 || left.value.length > 0) return undefined;
    return match(value.item_id, answers.value, signal);
  });
  watch([asked, answers], () => void matched.reload());

  const need = computed(() => {
    const elements = guide.value?.guide;
    if (!elements) return undefined;
    const all = asked.value?.situations ?? [];
    const shown = all.find((one) => one.code === wanted) ?? all.find((one) => one.is_default);
    return matched.data.value ?? needOf(shown, elements);
  });
  return { asked, answers, left, need };
}

/** A guide that is not written yet asks nothing. */
async function questionsOf(itemId: string, signal: AbortSignal): Promise<Situations | undefined> {
  try {
    return await situations(itemId, signal);
  } catch (cause) {
    if ([404, 409].includes(asRefusal(cause).status)) return undefined;
    throw cause;
  }
}
