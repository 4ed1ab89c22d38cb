/** Where an editor marks what the rules of quality found. Pure. */
import type { Finding, Guide } from "@/api/catalog/revisions";
import type { FieldError } from "@/shared/problems";

/** The elements that a rule speaks of (svc-catalog, items/rules.py), for findings that name no place. */
const PLACES: Record<string, string> = {
  instant: "/promised_limit",
  "promise-beyond-law": "/promised_limit",
  "review-mode": "/review_mode",
  "last-step": "/steps",
  "licence-steps": "/steps",
  "result-sample": "/result_sample",
  "scene-reason": "/scene_reason",
  "no-way-in": "/handle_forms",
  depth: "/online_depth",
  "fee-basis": "/fee_basis",
  "fee-online": "/is_paid_online",
  "fee-items": "/fees",
  "material-code": "/materials",
  "material-issuer": "/materials",
  "licence-faq": "/faq",
};
/** What a missing element is called in the finding's words. */
const NAMED: Record<string, string> = {
  受理条件: "/accept_condition",
  设定依据: "/legal_basis",
  办理流程: "/steps",
  办理形式: "/handle_forms",
  结果名称: "/result_name",
  办理地点: "/place",
  办理时间: "/hours",
};
const PHONE = /^0\d{2,3}-\d{3,8}$/;
const MARKUP = /<\/?[a-zA-Z!]/;

function elementsWith(guide: Guide, is: (text: string) => boolean): string[] {
  return Object.entries(guide)
    .filter(([, value]) => is(typeof value === "string" ? value : JSON.stringify(value)))
    .map(([name]) => `/${name}`);
}

/** JSON pointers to what a finding speaks of; none for what no element can mend. */
export function pointersOf(finding: Finding & { pointer?: string }, guide: Guide): string[] {
  if (finding.pointer) return [finding.pointer];
  if (finding.code === "missing") return Object.keys(NAMED).filter((name) => finding.zh.endsWith(name)).map((name) => NAMED[name] as string);
  if (finding.code === "markup") return elementsWith(guide, (text) => MARKUP.test(text));
  if (finding.code === "phones") {
    const wrong = (["consult_phone", "complaint_phone"] as const).filter((name) => !PHONE.test(guide[name]));
    return wrong.length > 0 && guide.consult_phone !== guide.complaint_phone ? wrong.map((name) => `/${name}`) : ["/complaint_phone"];
  }
  const place = PLACES[finding.code];
  return place ? [place] : [];
}

/** Sentences by element: `{consult_phone: ["…"]}`; what belongs to none stands under the empty name. */
export type Marks = Record<string, string[]>;

function add(marks: Marks, element: string, words: string): void {
  const told = (marks[element] ??= []);
  if (!told.includes(words)) told.push(words);
}

export function marksOf(findings: readonly Finding[], guide: Guide, locale: "zh" | "en"): Marks {
  const marks: Marks = {};
  for (const one of findings) {
    const pointers = pointersOf(one, guide);
    const words = locale === "zh" ? one.zh : one.detail;
    for (const pointer of pointers.length > 0 ? pointers : ["/"]) add(marks, pointer.split("/")[1] ?? "", words);
  }
  return marks;
}

/** The same of a refused request, whose pointers begin at the body (`#/guide/place`). */
export function marksOfErrors(errors: readonly FieldError[], locale: "zh" | "en"): Marks {
  const marks: Marks = {};
  for (const one of errors) {
    const [first, element] = (one.pointer ?? "").replace(/^#?\//, "").split("/");
    add(marks, first === "guide" ? (element ?? "") : "", (locale === "zh" && one.zh) || one.detail);
  }
  return marks;
}

export function merged(...all: Marks[]): Marks {
  const marks: Marks = {};
  for (const one of all) for (const [element, words] of Object.entries(one)) for (const each of words) add(marks, element, each);
  return marks;
}
