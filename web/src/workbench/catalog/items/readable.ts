/** Values of a guide as people read them, and what differs between two texts. Pure. */
import type { Difference, Guide } from "@/api/catalog/revisions";
import type { Locale } from "@/shared/preferences";
import { limit } from "@/shared/format";
import { FIELDS } from "./fields";

export interface Words {
  t: (key: string, told?: Record<string, unknown>) => string;
  code: (table: string, value: string) => string;
  locale: Locale;
}

const TABLES: Record<string, string> = { source: "source", required_level: "level", unit: "unit" };

/** What is named by its hash, of which the beginning tells two files apart. */
const FILES = new Set(["form_file", "example_file", "process_diagram"]);

function isPart(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A value in words; `name` is the element, or the column of a part, that it stands in. */
export function said(value: unknown, name: string, words: Words): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return words.t(value ? "common.yes" : "common.no");
  if (Array.isArray(value)) return value.map((one) => said(one, name, words)).join(name === "steps" || value.some(isPart) ? "\n" : "、");
  if (isPart(value)) {
    if (name === "answers") return Object.entries(value).map(([question, option]) => `${question}=${option}`).join("；");
    if ("amount" in value && "unit" in value) return limit(value as { amount: number; unit: string }, words.locale) || words.t("guide.instant");
    return Object.entries(value)
      .filter(([, one]) => one !== "" && one !== null && JSON.stringify(one) !== "{}")
      .map(([column, one]) => `${words.t(`guide.part.${column}`)}：${said(one, column, words)}`)
      .join("\n");
  }
  if (FILES.has(name)) return words.t("guide.file", { n: String(value).slice(0, 8) });
  const table = TABLES[name];
  return table ? words.code(table, String(value)) : String(value);
}

export interface Place {
  element: string;
  /** The part of a list that is meant, such as a material. */
  part: string;
  column: string;
}

/** Where a pointer leads; a part's own name may have strokes in it. */
export function placeOf(pointer: string): Place {
  const [element = "", ...rest] = pointer.slice(1).split("/");
  const columns = FIELDS.find((one) => one.name === element)?.columns;
  if (!columns) return { element, part: "", column: rest.join("/") };
  const last = rest.at(-1) ?? "";
  const hasColumn = rest.length > 1 && columns.some((one) => one.name === last);
  return { element, part: (hasColumn ? rest.slice(0, -1) : rest).join("/"), column: hasColumn ? last : "" };
}

export interface Split {
  head: string;
  old: string;
  new: string;
  tail: string;
}

/** What two texts have in common at both ends, and what differs between. */
export function split(before: string, after: string): Split {
  const [was, is] = [[...before], [...after]];
  const shortest = Math.min(was.length, is.length);
  let head = 0;
  while (head < shortest && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  return {
    head: was.slice(0, head).join(""),
    old: was.slice(head, was.length - tail).join(""),
    new: is.slice(head, is.length - tail).join(""),
    tail: was.slice(was.length - tail).join(""),
  };
}

/** The elements in which two guides differ. */
export function elementsThatDiffer(before: Guide, after: Guide): Difference[] {
  return FIELDS.filter(({ name }) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map(({ name }) => ({
    pointer: `/${name}`,
    label: name,
    before: before[name],
    after: after[name],
  }));
}
