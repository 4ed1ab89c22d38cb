import { beforeAll, expect, test } from "vitest";
import { atTime, chapterAt, here } from "../src/citizen/media";

beforeAll(() => {
  Object.assign(globalThis, { location: { origin: "http://127.0.0.1:8000" } });
});

test("files are loaded from where the page came, whatever the suite calls itself", () => {
  expect(here("https://sanzhi.example/api/catalog/v1/media/files/ab?x=1")).toBe("/api/catalog/v1/media/files/ab?x=1");
  expect(here("/api/catalog/v1/media/files/ab")).toBe("/api/catalog/v1/media/files/ab");
});

test.each([
  [0, "0:00"],
  [65.4, "1:05"],
  [3725, "1:02:05"],
])("%s seconds are %s", (seconds, words) => {
  expect(atTime(seconds)).toBe(words);
});

test("the chapter that is on is the last that has begun", () => {
  const chapters = [{ at: 3 }, { at: 10 }, { at: 30 }];

  expect([0, 3, 9.9, 10, 99].map((second) => chapterAt(chapters, second))).toEqual([-1, 0, 0, 1, 2]);
});
