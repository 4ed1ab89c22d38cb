import { describe, expect, test } from "vitest";
import { wayOf } from "@/api/gateway";
import { headlineOf, toneOf } from "@/citizen/caseState";
import { cut } from "@/citizen/spans";
import { themeIcon } from "@/citizen/themeIcons";
import { newKey, withQuery } from "@/shared/http";
import { parentOf } from "@/shared/regions";
import { pauseAfter } from "@/shared/live";
import { askedStyle } from "@/shared/preferences";
import { flatten } from "@/workbench/snapshot";

describe("the headline of a case", () => {
  const filed = { remark: "", submitted_at: "2026-05-06T02:00:00Z", decided_at: null };

  test.each([
    [{ ...filed, state: "approved", decided_at: "2026-05-06T02:00:02Z" }, "approvedAtOnce", "good"],
    [{ ...filed, state: "approved", decided_at: "2026-05-07T02:00:00Z" }, "approved", "good"],
    [{ ...filed, state: "submitted", remark: "不动产登记显示有住房" }, "toPerson", "info"],
    [{ ...filed, state: "submitted" }, "inHand", "info"],
    [{ ...filed, state: "correction" }, "correcting", "warn"],
    [{ ...filed, state: "accepted" }, "inHand", "info"],
    [{ ...filed, state: "refused" }, "refused", "bad"],
    [{ ...filed, state: "declined" }, "declined", "bad"],
  ])("of %o is %s", (found, headline, tone) => {
    expect(headlineOf(found)).toBe(headline);
    expect(toneOf(found)).toBe(tone);
  });
});

test("elder mode is asked for by the address, and by nothing that looks like it", () => {
  expect(askedStyle("?uiStyle=elder&q=1")).toBe("elder");
  expect(askedStyle("?uiStyle=normal")).toBe("normal");
  expect(askedStyle("?uiStyle=huge")).toBeUndefined();
  expect(askedStyle("")).toBeUndefined();
});

test.each([
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 dtdreamweb/5.0", "h5"],
  ["Mozilla/5.0 (Linux; Android 15) AlipayClient/10.6 miniprogram", "alipay"],
  ["Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", "pc"],
])("%s signs on by %s", (agent, way) => {
  expect(wayOf(agent)).toBe(way);
});

test("a socket that fails again and again is tried ever less often, to half a minute", () => {
  expect([0, 1, 2, 5, 20].map(pauseAfter)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
});

test("addresses carry what was given, and nothing empty", () => {
  expect(withQuery("/items", { q: "公积金", region: "", after: null, limit: 5 })).toBe("/items?q=%E5%85%AC%E7%A7%AF%E9%87%91&limit=5");
  expect(withQuery("/items", {})).toBe("/items");
});

test("every key is a new one", () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});

test("facts are read in words", () => {
  const words = { yes: "是", no: "否", none: "—" };

  expect(flatten({ flats: 1, is_married: false, away: ["property"], fund: { months: null } }, words)).toEqual([
    { path: "flats", value: "1" },
    { path: "is_married", value: "否" },
    { path: "away", value: "property" },
    { path: "fund.months", value: "—" },
  ]);
});

test("the same theme code has its own drawing for persons and for enterprises", () => {
  expect(themeIcon("person", "005")).toBe("baby");
  expect(themeIcon("enterprise", "005")).toBe("shop");
  expect(themeIcon("person", "998")).toBe("grid");
});

describe("a found name is marked where it was found", () => {
  test.each<[number[][], string]>([
    [[[0, 2]], "[租房]提取公积金"],
    [[[4, 7], [0, 2]], "[租房]提取[公积金]"],
    [[], "租房提取公积金"],
    [[[0, 7]], "[租房提取公积金]"],
    [[[2, 4], [3, 5]], "租房[提取]公积金"],
  ])("%j", (spans, marked) => {
    const parts = cut("租房提取公积金", spans);

    expect(parts.map((part) => (part.isFound ? `[${part.text}]` : part.text)).join("")).toBe(marked);
  });
});

test.each([
  ["330000", undefined],
  ["331000", "330000"],
  ["331001", "331000"],
  ["331002", "331000"],
  ["331002001", "331002"],
  ["331002001203", "331002001"],
])("%s lies in %s", (code, parent) => {
  expect(parentOf(code)).toBe(parent);
});
