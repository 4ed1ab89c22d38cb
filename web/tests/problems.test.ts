import { describe, expect, test } from "vitest";
import { asRefusal, errorsByField, pointerPath, Refusal, refusalOf } from "@/shared/problems";
import { wordsOf } from "@/shared/refusalWords";

const t = (key: string): string => key;

describe("pointers", () => {
  test.each([
    ["#/form/bank_card", ["form", "bank_card"]],
    ["/form/home/since", ["form", "home", "since"]],
    ["#/a~1b/c~0d", ["a/b", "c~d"]],
    ["#/%E9%87%91", ["金"]],
    ["#", []],
    ["", []],
  ])("%s", (pointer, path) => {
    expect(pointerPath(pointer)).toEqual(path);
  });
});

describe("errors of a refusal", () => {
  test("stand at their field, in the reader's language", () => {
    const errors = [{ pointer: "#/form/amount", detail: "maximum", zh: "数值太大" }];

    expect(errorsByField(errors, ["form"], "zh")).toEqual({ amount: "数值太大" });
    expect(errorsByField(errors, ["form"], "en")).toEqual({ amount: "maximum" });
  });

  test("that belong to no field are kept", () => {
    const errors = [
      { pointer: "#/item_id", detail: "missing", zh: "此项必填" },
      { parameter: "after", detail: "is not a cursor" },
    ];

    expect(errorsByField(errors, ["form"], "zh")).toEqual({ "": "此项必填 is not a cursor" });
  });
});

describe("a refusal", () => {
  test("is read from a problem document", async () => {
    const body = { type: "https://sanzhi.example/problems/level-too-low", title: "等级不够", status: 403, allowed: ["take"] };
    const response = new Response(JSON.stringify(body), { status: 403, headers: { "content-type": "application/problem+json" } });

    const refusal = await refusalOf(response);

    expect(refusal.slug).toBe("level-too-low");
    expect(refusal.extensions["allowed"]).toEqual(["take"]);
    expect(wordsOf(refusal, t)).toEqual({ title: "等级不够", detail: "" });
  });

  test("of a body that is none leaves the status", async () => {
    const refusal = await refusalOf(new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } }));

    expect(wordsOf(refusal, t)).toEqual({ title: "state.brokenTitle", detail: "state.brokenDetail" });
  });

  test("of a failure that was no answer is being offline", () => {
    expect(asRefusal(new TypeError("fetch failed")).isOffline).toBe(true);
    expect(wordsOf(new Refusal(0, {}), t).title).toBe("state.offlineTitle");
  });

  test("without a session asks to sign on in our words", () => {
    const words = wordsOf(new Refusal(401, { title: "您尚未登录，或登录已失效。" }), t);

    expect(words.title).toBe("state.signOnTitle");
  });
});
