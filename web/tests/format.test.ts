import { describe, expect, test } from "vitest";
import { day, daysFrom, distance, duration, exactHour, exactMoment, grouped, limit, moment } from "@/shared/format";

describe("moments", () => {
  test("are those of China, whatever the browser's zone", () => {
    expect(moment("2026-02-11T16:30:00Z", "zh")).toBe("2026年2月12日 00:30");
    expect(exactMoment("2026-05-06T01:41:23Z")).toBe("2026-05-06 09:41:23");
    expect(exactHour("2026-05-06T01:41:23Z")).toBe("09:41:23");
  });

  test("that are missing are nothing", () => {
    expect(moment(null, "zh")).toBe("");
    expect(exactMoment(undefined)).toBe("");
  });
});

test("days are counted on the calendar", () => {
  expect(daysFrom("2026-03-01", -1)).toBe("2026-02-28");
  expect(daysFrom("2026-12-31", 1)).toBe("2027-01-01");
});

test("a calendar day is moved by no zone", () => {
  expect(day("2026-06-01", "zh")).toBe("2026年6月1日");
  expect(day("2026-06-01", "en")).toBe("1 Jun 2026");
});

test.each([
  [{ amount: 5, unit: "WORKDAY" }, "5个工作日"],
  [{ amount: 60, unit: "DAY" }, "60日"],
  [{ amount: 2, unit: "FORTNIGHT" }, "2FORTNIGHT"],
  [{ amount: 0, unit: "DAY" }, ""],
  [null, ""],
])("the limit %o reads %s", (value, words) => {
  expect(limit(value, "zh")).toBe(words);
});

test("one day is no days", () => {
  expect(limit({ amount: 1, unit: "WORKDAY" }, "en")).toBe("1 working day");
  expect(limit({ amount: 15, unit: "DAY" }, "en")).toBe("15 days");
});

test.each([
  [812.4, "812 米"],
  [1400, "1.4 公里"],
  [23456, "23 公里"],
])("%d metres read %s", (metres, words) => {
  expect(distance(metres, "zh")).toBe(words);
});

test.each([
  [4, "4秒"],
  [712, "11分52秒"],
  [4320, "1小时12分"],
  [90000, "1天1小时"],
])("%d seconds read %s", (seconds, words) => {
  expect(duration(seconds, "zh")).toBe(words);
});

test("a case number is grouped by region, day and serial", () => {
  expect(grouped("331002202605060000071")).toBe("331002 20260506 0000071");
  expect(grouped("other")).toBe("other");
});
