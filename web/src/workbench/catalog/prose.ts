/** Rich text as nodes, and as the plain lines in which people write it. Pure. */

export interface Run {
  text: string;
  is_strong?: boolean;
  /** Directory code of the item that it leads to. */
  item?: string | null;
}
export type Block =
  | { kind?: "heading"; level?: 1 | 2; text: string }
  | { kind?: "paragraph"; runs: Run[] }
  | { kind?: "bullets"; points: Run[][] };

const MARKED = /\*\*([^*]+)\*\*|\[([^\]]+)\]\(([\w-]{1,80})\)/g;

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  const plain = (text: string): void => {
    if (text) runs.push({ text, is_strong: false, item: null });
  };
  for (const found of line.matchAll(MARKED)) {
    plain(line.slice(from, found.index));
    if (found[1]) runs.push({ text: found[1], is_strong: true, item: null });
    else runs.push({ text: found[2] ?? "", is_strong: false, item: found[3] ?? null });
    from = found.index + found[0].length;
  }
  plain(line.slice(from));
  return runs;
}

function lineOf(runs: readonly Run[]): string {
  return runs.map((run) => (run.item ? `[${run.text}](${run.item})` : run.is_strong ? `**${run.text}**` : run.text)).join("");
}

/** `# ` and `## ` begin headings, `- ` points; any other line is a paragraph of its own. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let points: Run[][] | undefined;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line.startsWith("- ")) {
      if (!points) blocks.push({ kind: "bullets", points: (points = []) });
      points.push(runsOf(line.slice(2)));
      continue;
    }
    points = undefined;
    const heading = /^(#{1,2}) (.+)$/.exec(line);
    if (heading) blocks.push({ kind: "heading", level: heading[1] === "#" ? 1 : 2, text: heading[2] ?? "" });
    else if (line) blocks.push({ kind: "paragraph", runs: runsOf(line) });
  }
  return blocks;
}

export function textOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if ("points" in block) return block.points.map((point) => `- ${lineOf(point)}`).join("\n");
      return "runs" in block ? lineOf(block.runs) : `${block.level === 2 ? "##" : "#"} ${block.text}`;
    })
    .join("\n\n");
}
