import { defineStore } from "pinia";
import { ref } from "vue";
import type { Fact, Match, Profile, Verdict } from "@/api/policies";

/** What stands in the fields of a profile: text, or the chosen words; nothing is unknown. */
export type Fields = Record<string, string | string[]>;

/** A profile as the service takes it; what was left empty is left out, and so is a number that is none. */
export function profileOf(fields: Fields, facts: readonly Fact[]): Profile {
  const profile: Record<string, unknown> = {};
  for (const fact of facts) {
    const field = fields[fact.name];
    if (field === undefined || field.length === 0) continue;
    if (Array.isArray(field)) profile[fact.name] = field;
    else if (fact.kind === "flag") profile[fact.name] = field === "yes";
    else if (fact.kind !== "number") profile[fact.name] = field;
    else if (Number.isFinite(Number(field))) profile[fact.name] = Number(field);
  }
  return profile;
}

/** The fields of a profile that was told before. */
export function fieldsOf(profile: Profile): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(profile)) {
    if (Array.isArray(value)) fields[name] = value.map(String);
    else if (typeof value === "boolean") fields[name] = value ? "yes" : "no";
    else if (value !== null && value !== undefined) fields[name] = String(value);
  }
  return fields;
}

const ORDER: Verdict[] = ["met", "unknown", "not_met"];

/** Matches by what became of them, those that fit first; a verdict that none has is left out. */
export function byVerdict(matches: readonly Match[]): { verdict: Verdict; matches: Match[] }[] {
  return ORDER.map((verdict) => ({ verdict, matches: matches.filter((one) => one.verdict === verdict) })).filter(
    (group) => group.matches.length > 0,
  );
}

/** What was said of an enterprise on these pages; it lasts as long as they are open. */
export const useEnterprise = defineStore("enterprise", () => ({ fields: ref<Fields>({}) }));
