import { describe, expect, test } from "vitest";
import { answersOf, complaint, fieldsOf, leaves, startingValues, valueAt, withValue } from "@/shared/form";
import type { Field, ObjectSchema, Value } from "@/shared/form";

const schema: ObjectSchema = {
  type: "object",
  required: ["amount", "bank", "bank_card", "statement"],
  properties: {
    statement: { const: true, type: "boolean", title: "本人承诺", "x-order": 5 },
    amount: { type: "number", title: "金额", minimum: 100, maximum: 60000, "x-order": 1 },
    bank: { type: "string", title: "银行", enum: ["a", "b"], "x-labels": { a: "甲行" }, "x-order": 2 },
    bank_card: { type: "string", title: "卡号", pattern: "^[0-9]{16,19}$", "x-hint": "16 至 19 位数字", "x-order": 3 },
    holder: { type: "string", title: "户名", readOnly: true, "x-order": 4 },
    home: {
      type: "object",
      title: "租住",
      required: ["since"],
      properties: { since: { type: "string", format: "date", title: "起租日" }, rooms: { type: "integer", title: "间数" } },
      "x-order": 6,
    },
  },
};
const fields = fieldsOf(schema);

function field(path: string): Field {
  const found = leaves(fields).find((one) => one.path === path);
  if (!found) throw new Error(`no field ${path}`);
  return found;
}

describe("fields of a schema", () => {
  test("stand in the order the form wants", () => {
    expect(fields.map((one) => one.name)).toEqual(["amount", "bank", "bank_card", "holder", "statement", "home"]);
  });

  test("know their kind, and the words of their choices", () => {
    expect(leaves(fields).map((one) => one.kind)).toEqual(["number", "choice", "text", "text", "boolean", "date", "number"]);
    expect(field("bank").choices).toEqual([
      { value: "a", label: "甲行" },
      { value: "b", label: "b" },
    ]);
    expect(field("bank_card").hint).toBe("16 至 19 位数字");
  });

  test("inside a group are found by their pointer", () => {
    expect(field("home/since").isRequired).toBe(true);
    expect(field("home/rooms").isWhole).toBe(true);
  });
});

describe("values", () => {
  test("start with what is known", () => {
    const values = startingValues(schema, { holder: "*晓" });

    expect(values["holder"]).toBe("*晓");
    expect(values["statement"]).toBe(false);
    expect(valueAt(values, "home/since")).toBeUndefined();
  });

  test("are replaced without touching the old ones", () => {
    const before = startingValues(schema);
    const after = withValue(before, "home/since", "2026-01-01");

    expect(valueAt(after, "home/since")).toBe("2026-01-01");
    expect(valueAt(before, "home/since")).toBeUndefined();
  });

  test("are sent without what cannot be typed and without empty answers", () => {
    const values = { amount: 1800, bank: "", bank_card: "6222020000000000", holder: "*晓", statement: true, home: { since: "" } };

    expect(answersOf(fields, values)).toEqual({ amount: 1800, bank_card: "6222020000000000", statement: true });
  });
});

describe("an answer is complained about before it is sent", () => {
  test.each<[string, Value, string | undefined]>([
    ["amount", undefined, "required"],
    ["amount", "abc", "number"],
    ["amount", 99, "minimum"],
    ["amount", 60001, "maximum"],
    ["amount", 100, undefined],
    ["bank_card", "123", "pattern"],
    ["bank_card", "6222020000000000", undefined],
    ["statement", false, "consent"],
    ["statement", true, undefined],
    ["home/since", "2026-02-30", "pattern"],
    ["home/since", "2026-02-28", undefined],
    ["home/rooms", 1.5, "whole"],
    ["home/rooms", undefined, undefined],
    ["holder", undefined, undefined],
  ])("%s = %s: %s", (path, value, rule) => {
    expect(complaint(field(path), value)?.rule).toBe(rule);
  });
});
