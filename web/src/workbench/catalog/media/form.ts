/** What a media guide shows, as a form holds it. Pure. */
import type { Content, Form } from "@/api/catalog/media";
import { blocksOf, textOf, type Block } from "../prose";

export const FORMS: Form[] = ["video", "article", "cartoon", "scenario"];

export type MediaForm = Required<Content>;
type ArticleBlock = MediaForm["blocks"][number];
type PictureBlock = Extract<ArticleBlock, { sha256: string }>;

export function emptyContent(form: Form): MediaForm {
  return { form, title: "", summary: "", about: [], cover: null, video: null, captions: null, chapters: [], pages: [], blocks: [] };
}

export function wholeContent(content: Content | null | undefined): MediaForm {
  return { ...emptyContent("video"), ...content };
}

export function isFilm(form: Form): boolean {
  return form === "video" || form === "scenario";
}

/** A picture stands in an article's text as a line of its own, `![what it shows](its hash)`. */
const PICTURE = /^!\[([^\]]*)\]\(([0-9a-f]{64})\)$/;

export function articleText(blocks: readonly ArticleBlock[]): string {
  return blocks.map((one) => ("sha256" in one ? `![${one.alt}](${one.sha256})` : textOf([one as Block]))).join("\n\n");
}

export function articleBlocks(text: string): ArticleBlock[] {
  const made: ArticleBlock[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    made.push(...(blocksOf(lines.join("\n")) as ArticleBlock[]));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const found = PICTURE.exec(line.trim());
    if (!found) {
      lines.push(line);
      continue;
    }
    flush();
    made.push({ kind: "picture", alt: found[1] || "图", sha256: found[2], caption: "" } as PictureBlock);
  }
  flush();
  return made;
}

/** Seconds as people write them: `75` is 1:15. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function seconds(words: string): number | undefined {
  const found = /^(?:(\d{1,3}):)?(\d{1,5})$/.exec(words.trim());
  return found ? Number(found[1] ?? 0) * 60 + Number(found[2]) : undefined;
}
