/** A tree of questions as an editor handles it. Pure. */
import type { EndNode, Node, QuestionNode, SceneOption, Tree } from "@/api/catalog/scenes";
import { freshCode } from "../pointers";

/** Where an answer leads that leads nowhere yet: the service's proof finds it. */
export const NOWHERE = "nowhere";

export interface Line {
  code: string;
  depth: number;
  /** The answer that leads here; empty at the start. */
  via: string;
  node: Node | undefined;
  /** It stands further up already, with all that follows. */
  isAgain: boolean;
}

/** The tree line by line, every node with what follows it where it is met first. */
export function outline(tree: Tree): Line[] {
  const lines: Line[] = [];
  const met = new Set<string>();
  const visit = (code: string, depth: number, via: string): void => {
    const node = tree.nodes[code];
    const isAgain = met.has(code);
    lines.push({ code, depth, via, node, isAgain });
    met.add(code);
    if (isAgain || node?.kind !== "question") return;
    for (const option of node.options) visit(option.to, depth + 1, option.label);
  };
  visit(tree.start, 0, "");
  return lines;
}

/** A pointer as the proof writes it; what is malformed is told with the kind of node in between. */
export function plainPointer(pointer: string | null | undefined): string {
  return (pointer ?? "").replace(/^(#?\/nodes\/[^/]+)\/(?:question|end)(?=\/)/, "$1");
}

/** Nodes that nobody comes to from the start. */
export function unreached(tree: Tree): string[] {
  const reached = new Set(outline(tree).map((line) => line.code));
  return Object.keys(tree.nodes).filter((code) => !reached.has(code));
}

const option = (code: string, label = ""): SceneOption => ({ code, label, to: NOWHERE });
export const emptyQuestion = (): QuestionNode => ({ kind: "question", text: "", help: [], options: [option("a1", "是"), option("a2", "不是")] });
export const emptyEnd = (): EndNode => ({ kind: "end", text: "", advice: [], goals: [] });

export function emptyTree(title: string, audience: "1" | "2"): Tree {
  return { title, summary: "", audience, is_for_elders: false, start: "q1", nodes: { q1: { ...emptyQuestion(), text: title } } };
}

export function withNode(tree: Tree, code: string, node: Node): Tree {
  return { ...tree, nodes: { ...tree.nodes, [code]: node } };
}

/** A new node, and the answer that now leads to it. */
export function grown(tree: Tree, from: string, at: number, kind: Node["kind"]): { tree: Tree; code: string } {
  const code = freshCode(kind === "question" ? "q" : "e", Object.keys(tree.nodes));
  const made = withNode(tree, code, kind === "question" ? emptyQuestion() : emptyEnd());
  return { tree: led(made, from, at, code), code };
}

/** The tree with one answer leading elsewhere. */
export function led(tree: Tree, from: string, at: number, to: string): Tree {
  const node = tree.nodes[from];
  if (node?.kind !== "question") return tree;
  return withNode(tree, from, { ...node, options: node.options.map((one, place) => (place === at ? { ...one, to } : one)) });
}

export function withOption(node: QuestionNode): QuestionNode {
  return { ...node, options: [...node.options, option(freshCode("a", node.options.map((one) => one.code)))] };
}

/** The tree without a node; answers that led there lead nowhere. */
export function pruned(tree: Tree, code: string): Tree {
  const kept = Object.entries(tree.nodes).filter(([name]) => name !== code);
  const nodes = kept.map(([name, node]): [string, Node] => {
    if (node.kind !== "question") return [name, node];
    return [name, { ...node, options: node.options.map((one) => (one.to === code ? { ...one, to: NOWHERE } : one)) }];
  });
  return { ...tree, nodes: Object.fromEntries(nodes) };
}

/** Where somebody stands who has given these answers, one by one from the start; none: the way breaks off. */
export function stand(tree: Tree, answers: readonly string[]): Node | undefined {
  let here: Node | undefined = tree.nodes[tree.start];
  for (const answer of answers) {
    if (here?.kind !== "question") return undefined;
    const chosen: SceneOption | undefined = here.options.find((one) => one.code === answer);
    here = chosen && tree.nodes[chosen.to];
  }
  return here;
}
