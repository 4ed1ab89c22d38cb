/** The facts a rule saw, as lines to read: `{fund: {months: 26}}` is `fund.months`, `26`. */

export interface Fact {
  path: string;
  value: string;
}

export interface Answers {
  yes: string;
  no: string;
  none: string;
}

function said(value: unknown, words: Answers): string {
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (value === null || value === undefined || value === "") return words.none;
  if (Array.isArray(value)) return value.length > 0 ? value.map((one) => said(one, words)).join("、") : words.none;
  return String(value);
}

export function flatten(facts: Record<string, unknown>, words: Answers, above = ""): Fact[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const path = above ? `${above}.${name}` : name;
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return flatten(value as Record<string, unknown>, words, path);
    }
    return [{ path, value: said(value, words) }];
  });
}
