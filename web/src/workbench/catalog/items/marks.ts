/** Where an editor marks what the rules of quality found. Pure. */
import type { Finding } from "@/api/catalog/revisions";
import type { FieldError } from "@/shared/problems";

/** The element that a finding speaks of; empty for what no element can mend. */
export function elementOf(finding: Pick<Finding, "pointer">): string {
  return finding.pointer.replace(/^#/, "").split("/")[1] ?? "";
}

/** Sentences by element: `{consult_phone: ["…"]}`; what belongs to none stands under the empty name. */
export type Marks = Record<string, string[]>;

function add(marks: Marks, element: string, words: string): void {
  const told = (marks[element] ??= []);
  if (!told.includes(words)) told.push(words);
}

export function marksOf(findings: readonly Finding[], locale: "zh" | "en"): Marks {
  const marks: Marks = {};
  for (const one of findings) add(marks, elementOf(one), locale === "zh" ? one.zh : one.detail);
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
