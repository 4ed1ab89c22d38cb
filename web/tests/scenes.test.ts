import { expect, test } from "vitest";
import type { Tree } from "@/api/catalog/scenes";
import { blocksOf, textOf } from "@/workbench/catalog/prose";
import { saidAt } from "@/workbench/catalog/pointers";
import { emptyTree, grown, led, NOWHERE, outline, plainPointer, pruned, stand, unreached } from "@/workbench/catalog/scenes/tree";

function school(): Tree {
  const begun = emptyTree("孩子上学", "1");
  const { tree, code } = grown(begun, "q1", 0, "question");
  return grown(tree, code, 0, "end").tree;
}

test("a tree is read line by line, and what nothing leads to is told", () => {
  const tree = school();

  expect(outline(tree).map((line) => [line.depth, line.code])).toEqual([[0, "q1"], [1, "q2"], [2, "e3"], [2, NOWHERE], [1, NOWHERE]]);
  expect(unreached(led(tree, "q1", 0, NOWHERE))).toEqual(["q2", "e3"]);
});

test("a circle is drawn once", () => {
  const tree = led(school(), "q2", 1, "q1");

  expect(outline(tree).filter((line) => line.code === "q1").map((line) => line.isAgain)).toEqual([false, true]);
});

test("answers that led to a removed node lead nowhere", () => {
  const tree = pruned(school(), "q2");

  expect(stand(tree, ["a1"])).toBeUndefined();
  expect(unreached(tree)).toEqual(["e3"]);
});

test("somebody walks from the start to an end", () => {
  const tree = school();

  expect(stand(tree, [])?.kind).toBe("question");
  expect(stand(tree, ["a1", "a1"])?.kind).toBe("end");
  expect(stand(tree, ["a1", "a1", "a1"])).toBeUndefined();
});

test("findings are said at their place or below it", () => {
  const found = [{ pointer: "#/nodes/q1/options/1/to", detail: "leads to no node", zh: "没有下一步" }, { pointer: "#/nodes/q10", detail: "other" }];

  expect(saidAt(found, "/nodes/q1", "zh")).toEqual(["没有下一步"]);
  expect(saidAt(found, "/nodes/q1", "en", true)).toEqual([]);
});

test("a malformed node is pointed to as a broken one is", () => {
  expect(plainPointer("#/nodes/q1/question/text")).toBe("#/nodes/q1/text");
  expect(plainPointer("#/nodes/question/options/0/to")).toBe("#/nodes/question/options/0/to");
  expect(plainPointer(null)).toBe("");
});

test("prose is written as lines and read back the same", () => {
  const text = "# 支持对象\n\n在本市**缴纳社保**的企业，见[公积金](gjj-29)。\n\n- 小微企业\n- 个体工商户\n\n## 标准";
  const blocks = blocksOf(text);

  expect(blocks.map((block) => block.kind)).toEqual(["heading", "paragraph", "bullets", "heading"]);
  expect(textOf(blocks)).toBe(text);
  expect(blocksOf("<b>一</b>")).toEqual([{ kind: "paragraph", runs: [{ text: "<b>一</b>", is_strong: false, item: null }] }]);
});
