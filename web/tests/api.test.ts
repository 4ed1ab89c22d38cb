import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
// @ts-expect-error a script has no types
import { typesOf } from "../scripts/api.mjs";

const web = new URL("../", import.meta.url);

async function text(name: string): Promise<string> {
  return readFile(new URL(name, web), "utf8");
}

test("the client's types are those of the snapshot (npm run api -- openapi.json writes them)", async () => {
  const snapshot = JSON.parse(await text("openapi.json")) as object;

  expect(await typesOf(snapshot)).toBe(await text("src/api/schema.d.ts"));
});

test("the lock names no registry", async () => {
  const lock = await text("package-lock.json");

  expect(lock).not.toContain("resolved");
  expect(lock).not.toContain("http://");
  expect(lock.match(/https:\/\/[^"]*\.tgz/)).toBeNull();
});
