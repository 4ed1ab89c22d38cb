import { expect, test } from "vitest";
import { articleBlocks, articleText, clock, seconds } from "@/workbench/catalog/media/form";
import { digest, fingerprint, missing, span } from "@/workbench/catalog/media/upload";

const HASH = "ab".repeat(32);

test("an upload goes on with the parts that have not arrived", () => {
  expect(missing({ parts: 4, received: [1, 3] })).toEqual([2, 4]);
  expect(missing({ parts: 2, received: [1, 2] })).toEqual([]);
  expect(span({ part_size: 8, size: 20 }, 1)).toEqual([0, 8]);
  expect(span({ part_size: 8, size: 20 }, 3)).toEqual([16, 20]);
});

test("a part says what it holds", async () => {
  expect(await digest(new Blob(["三智"]))).toMatch(/^sha-256=:[A-Za-z0-9+/]{43}=:$/);
  expect(await digest(new Blob([]))).toBe("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
});

test("the same file for another region is another upload", () => {
  const file = { name: "a.mp4", size: 1, lastModified: 2 };

  expect(fingerprint(file, "video", "331002")).not.toBe(fingerprint(file, "video", "331003"));
});

test("an article with pictures is written as lines and read back the same", () => {
  const text = `# 怎么办\n\n先拍照。\n\n![证件照](${HASH})\n\n- 再提交`;

  expect(articleBlocks(text).map((one) => one.kind)).toEqual(["heading", "paragraph", "picture", "bullets"]);
  expect(articleText(articleBlocks(text))).toBe(text);
});

test.each([["1:15", 75], ["75", 75], ["0:05", 5], ["", undefined], ["一分", undefined]])("%s is %s seconds", (words, wanted) => {
  expect(seconds(words)).toBe(wanted);
});

test("seconds are read as a clock", () => {
  expect([5, 75, 600].map(clock)).toEqual(["0:05", "1:15", "10:00"]);
});
