import { expect, test } from "vitest";
import { emptyGuide, FIELDS } from "@/workbench/catalog/items/fields";
import { elementOf, marksOf, marksOfErrors, merged } from "@/workbench/catalog/items/marks";

test("the empty guide says every element", () => {
  expect(Object.keys(emptyGuide()).sort()).toEqual(FIELDS.map((one) => one.name).sort());
  expect(emptyGuide().required_level).toBe(1);
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
