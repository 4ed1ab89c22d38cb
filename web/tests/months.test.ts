import { expect, test } from "vitest";
import { months } from "@/workbench/catalog/calendar/months";
import { sentence, turned, type Fact } from "@/workbench/catalog/conditions/conditions";
import { dayOf, lastDay } from "@/workbench/catalog/lists/rounds";

test("a year has twelve months, and its days off and worked weekends are told", () => {
  const year = months(2026, [
    { date: "2026-01-01", is_off: true, name: "元旦" },
    { date: "2026-01-04", is_off: false, name: "调休上班" },
  ]);

  expect(year.map((month) => month.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  expect(year[0]?.slice(0, 5).map((day) => day.kind)).toEqual(["off", "work", "weekend", "worked", "work"]);
  expect(year[0]?.[0]).toMatchObject({ weekday: 4, number: 1, name: "元旦" });
});

test("a round closes on the last day of Shanghai before it ends", () => {
  expect(lastDay("2026-12-31T16:00:00Z")).toBe("2026-12-31");
  expect(dayOf("2026-11-30T16:00:00Z")).toBe("2026-12-01");
});

const facts: Fact[] = [
  { name: "online_depth", zh: "网办深度", kind: "number", values: null, operators: ["at_least", "is"] },
  { name: "scale", zh: "企业规模", kind: "text", values: { small: "小型", micro: "微型" }, operators: ["in", "is"] },
];
const [depth, scale] = facts as [Fact, Fact];

test("a condition keeps its value where it still fits", () => {
  const one = { field: "online_depth", op: "is" as const, value: 3, zh: "" };

  expect(turned(one, depth, "at_least")).toMatchObject({ op: "at_least", value: 3 });
  expect(turned(one, scale)).toMatchObject({ field: "scale", op: "is", value: "small" });
  expect(turned({ field: "scale", op: "is", value: "small", zh: "" }, scale, "in")).toMatchObject({ op: "in", value: [] });
});

test("a condition is read as a sentence", () => {
  const said = (value: string[]) => sentence({ field: "scale", op: "in", value, zh: "" }, facts, (op) => `〈${op}〉`, String);

  expect(said(["small", "micro"])).toBe("企业规模 〈in〉 小型、微型");
});
