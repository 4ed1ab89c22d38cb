import { expect, test } from "vitest";
import type { Fact, Match, Policy } from "../src/api/policies";
import { byVerdict, fieldsOf, profileOf } from "../src/citizen/enterprise";

function fact(name: string, kind: string): Fact {
  return { name, zh: name, kind, operators: [], values: null };
}

const FACTS = [fact("scale", "text"), fact("employees", "number"), fact("has_loan", "flag"), fact("titles", "words")];
const POLICY = {} as Policy;

test("what is left empty is unknown, and stays out of the profile", () => {
  expect(profileOf({ scale: "", employees: "", has_loan: "", titles: [] }, FACTS)).toEqual({});
  expect(profileOf({ scale: "micro", employees: "12.5", has_loan: "no", titles: ["high-tech"] }, FACTS)).toEqual({
    scale: "micro",
    employees: 12.5,
    has_loan: false,
    titles: ["high-tech"],
  });
});

test("a number that is none is not told, nor what no condition may name", () => {
  expect(profileOf({ employees: "十几个", name: "某某公司" }, FACTS)).toEqual({});
});

test("a profile that was told before stands in the fields again", () => {
  const profile = { scale: "micro", employees: 0, has_loan: true, titles: ["high-tech"], revenue: null };

  expect(profileOf(fieldsOf(profile), FACTS)).toEqual({ scale: "micro", employees: 0, has_loan: true, titles: ["high-tech"] });
});

test("what fits stands first, then what is not sure", () => {
  const matches = (["not_met", "unknown", "met", "unknown"] as const).map(
    (verdict): Match => ({ policy: POLICY, verdict, reasons: [] }),
  );

  expect(byVerdict(matches).map((group) => [group.verdict, group.matches.length])).toEqual([
    ["met", 1],
    ["unknown", 2],
    ["not_met", 1],
  ]);
});
