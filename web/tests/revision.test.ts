import { expect, test } from "vitest";
import type { Difference, Guide } from "@/api/catalog/revisions";
import { emptyGuide, FIELDS, wholeGuide } from "@/workbench/catalog/items/fields";
import { elementOf, marksOf, marksOfErrors, merged } from "@/workbench/catalog/items/marks";
import { patched } from "@/workbench/catalog/items/patch";

const material = (code: string, name = code) => ({
  code, name, is_required: true, source: "applicant", issuer: "", kind: "原件", format: "电子", copies: 1, accept_standard: "",
});
const difference = (pointer: string, before: unknown, after: unknown): Difference => ({ pointer, label: "", before, after });
const guide: Guide = wholeGuide({
  place: "中心大道 100 号",
  promised_limit: { amount: 3, unit: "WORKDAY" },
  materials: [material("id"), material("card")],
  faq: [{ question: "要钱/要多久？", answer: "不要。" }],
});

test("the empty guide says every element", () => {
  expect(Object.keys(emptyGuide()).sort()).toEqual(FIELDS.map((one) => one.name).sort());
  expect(emptyGuide().required_level).toBe(1);
});

test.each([
  ["a text", difference("/place", "中心大道 100 号", "市府大道 1 号"), (made: Guide) => made.place, "市府大道 1 号"],
  ["a part of a limit", difference("/promised_limit/amount", 3, 1), (made: Guide) => made.promised_limit, { amount: 1, unit: "WORKDAY" }],
  ["a part of a material", difference("/materials/card/name", "card", "银行卡"), (made: Guide) => made.materials[1]?.name, "银行卡"],
  ["a material that is gone", difference("/materials/id", material("id"), null), (made: Guide) => made.materials.map((one) => one.code), ["card"]],
  ["a material that is new", difference("/materials/lease", null, material("lease")), (made: Guide) => made.materials.length, 3],
  ["another order", difference("/materials", ["id", "card"], ["card", "id"]), (made: Guide) => made.materials.map((one) => one.code), ["card", "id"]],
  ["an answer to a question with a stroke in it", difference("/faq/要钱/要多久？/answer", "不要。", "要。"), (made: Guide) => made.faq[0]?.answer, "要。"],
  ["a whole list", difference("/steps", [], ["受理", "办结"]), (made: Guide) => made.steps, ["受理", "办结"]],
  ["the first fee", difference("/fees/工本费", null, { name: "工本费", standard: "10 元", can_be_reduced: false }), (made: Guide) => made.fees.length, 1],
])("a draft has %s", (_, one, read, wanted) => {
  const before = structuredClone(guide);

  expect(read(patched(guide, [one]))).toEqual(wanted);
  expect(guide).toEqual(before);
});

test("findings are marked at the element they speak of", () => {
  const found = (pointer: string) => ({ code: "x", pointer, detail: "broken", zh: "不符" });

  expect(elementOf(found("/materials/2"))).toBe("materials");
  expect(elementOf(found(""))).toBe("");
  expect(marksOf([found("/place"), found("/place"), found("")], "zh")).toEqual({ place: ["不符"], "": ["不符"] });
  expect(marksOf([found("/place")], "en")).toEqual({ place: ["broken"] });
});

test("what a refusal says of the guide stands beside the findings", () => {
  const errors = [{ pointer: "#/guide/scene_count", detail: "too large", zh: "数值过大" }, { pointer: "#/reason", detail: "short" }];

  expect(merged(marksOfErrors(errors, "zh"), { scene_count: ["不符"] })).toEqual({ scene_count: ["数值过大", "不符"], "": ["short"] });
});
