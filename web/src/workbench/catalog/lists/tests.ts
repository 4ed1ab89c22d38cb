import type { TestIn } from "@/api/catalog/lists";
import { dayOf } from "./rounds";

/** A test record as it begins: today, in the app, one step. */
export function emptyTest(now: Date): TestIn {
  return { tried_on: dayOf(now.toISOString()), channel: "app", minutes: 5, steps: [{ what: "", is_ok: true, note: "" }] };
}

export function isWhole(test: TestIn): boolean {
  return test.steps.every((one) => one.what.trim() !== "");
}
