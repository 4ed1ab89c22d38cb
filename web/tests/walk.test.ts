import { expect, test } from "vitest";
import type { Scene, Walk } from "../src/api/scenes";
import { ordered } from "../src/citizen/sceneOrder";
import { answersOf, Steps } from "../src/citizen/walk";

const SCENE: Scene = {
  code: "newborn",
  title: "家里添了宝宝",
  summary: "",
  audience: "1",
  is_for_elders: false,
  region_code: "331000",
  number: 1,
  published_at: "2026-11-01T00:00:00Z",
};

function step(...answers: [string, string][]): Walk {
  const way = answers.map(([node, option]) => ({ node, option, text: node, label: option }));
  return { scene: SCENE, way, question: null, end: null };
}

test("the answers of a way are those it was walked with", () => {
  expect(answersOf(step(["married", "yes"], ["first", "no"]))).toEqual({ married: "yes", first: "no" });
});

test("answering anew forgets what was answered beyond", () => {
  const [first, second, third] = [step(), step(["married", "yes"]), step(["married", "yes"], ["first", "no"])];
  const walked = Steps.begin(first).after(0, second).after(1, third);
  const other = step(["married", "no"]);

  expect(walked.at(1)).toBe(second);
  expect(walked.last).toBe(2);
  expect(walked.after(0, other).last).toBe(1);
  expect(walked.after(0, other).at(1)).toBe(other);
});

test("a step that was never reached is the last one", () => {
  const walked = Steps.begin(step());

  expect(walked.at(7)).toBe(walked.at(0));
  expect(walked.at(-1)).toBe(walked.at(0));
});

test("elders' scenes stand first in elder mode, then those of who asks", () => {
  const scenes = [
    { ...SCENE, code: "shop", audience: "2" },
    { ...SCENE, code: "newborn" },
    { ...SCENE, code: "elders", is_for_elders: true },
  ];
  const codes = (profile: "person" | "enterprise", isElder: boolean): string[] =>
    ordered(scenes, profile, isElder).map((one) => one.code);

  expect(codes("person", false)).toEqual(["newborn", "elders", "shop"]);
  expect(codes("person", true)).toEqual(["elders", "newborn", "shop"]);
  expect(codes("enterprise", false)).toEqual(["shop", "newborn", "elders"]);
});
