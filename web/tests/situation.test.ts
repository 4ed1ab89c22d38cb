import { expect, test } from "vitest";
import type { Elements } from "../src/api/catalog";
import type { Situations } from "../src/api/scenes";
import { asCode, inGroups, toneOf } from "../src/citizen/sheets";
import { given, needOf, unanswered } from "../src/citizen/situation";

const ELEMENTS = {
  materials: ["id", "marriage", "card"].map((code) => ({
    code,
    name: code,
    is_required: true,
    source: "applicant",
    kind: "原件",
    format: "电子",
  })),
  fees: [{ name: "工本费", standard: "20 元" }],
  promised_limit: { amount: 3, unit: "WORKDAY" },
} as unknown as Elements;

function question(code: string, ...options: string[]): Situations["questions"][number] {
  return { code, text: code, options: options.map((option) => ({ code: option, label: option })) };
}

const ASKED: Situations = {
  item_id: "331002-gjj-29",
  version: 1,
  questions: [question("marriage", "single", "married"), question("first", "yes", "no")],
  situations: [
    { code: "family", name: "本人及配偶无房", is_default: true, when: {}, materials: ["id", "marriage", "card"], note: "" },
    {
      code: "single",
      name: "单身职工无房",
      is_default: false,
      when: { marriage: "single" },
      materials: ["card", "id"],
      fees: [],
      note: "无需配偶信息。",
    },
  ],
};

test("who comes with a situation has answered what it presupposes", () => {
  const answers = given(ASKED, "single");

  expect(answers).toEqual({ marriage: "single" });
  expect(unanswered(ASKED, answers)).toEqual(["first"]);
  expect(given(ASKED, "no-such")).toEqual({});
  expect(unanswered(ASKED, given(ASKED, undefined))).toEqual(["marriage", "first"]);
});

test("the default situation presupposes what leads to no other", () => {
  expect(given(ASKED, "family")).toEqual({ marriage: "married" });
});

test("of a great many ways to answer only what a situation says itself is sure", () => {
  const many = Array.from({ length: 8 }, (_, place) => question(`q${place}`, "a", "b", "c", "d"));

  expect(given({ ...ASKED, questions: many }, "single")).toEqual({ marriage: "single" });
});

test("a situation needs what it names, in the guide's order; what it leaves open the guide says", () => {
  const need = needOf(ASKED.situations[1], ELEMENTS);

  expect(need.materials.map((one) => one.code)).toEqual(["id", "card"]);
  expect(need.fees).toEqual([]);
  expect(need.limit).toEqual({ amount: 3, unit: "WORKDAY" });
  expect(need.note).toBe("无需配偶信息。");
});

test("a guide without situations needs all that it lists", () => {
  expect(needOf(undefined, ELEMENTS).materials).toHaveLength(3);
});

test.each([
  ["y43e 2fva—ab29 wvm6", "Y43E-2FVA-AB29-WVM6"],
  ["Y43E-2FVA-AB29-WVM6", "Y43E-2FVA-AB29-WVM6"],
  ["y43e2", "Y43E-2"],
  [" ", ""],
])("the code %j is %j", (typed, code) => {
  expect(asCode(typed)).toBe(code);
});

test("a hash is read out in eights, and a verdict has its colour", () => {
  expect(inGroups("7ccf1a614b8e1e000f41")).toBe("7ccf1a61 4b8e1e00 0f41");
  expect((["valid", "expired", "altered", "unknown"] as const).map(toneOf)).toEqual(["good", "warn", "bad", "bad"]);
});
