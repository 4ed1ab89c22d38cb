/** A guide as a revision makes it: what people read, and the differences that the service tells. Pure. */
import type { Difference, Guide } from "@/api/catalog/revisions";
import { replaced, without } from "../arrays";

type Part = Record<string, unknown>;
/** Parts of a list are told apart by the first of these that all of them have (servicekit, publication). */
const NAMES = ["code", "name", "question"];

function isParts(value: unknown): value is Part[] {
  return Array.isArray(value) && value.every((one) => one !== null && typeof one === "object");
}

function nameOf(parts: Part[]): string | undefined {
  return NAMES.find((name) => parts.every((part) => typeof part[name] === "string"));
}

/** One part of a list added, removed, or changed at one place; `rest` is its name, and the place in it. */
function withPart(parts: Part[], rest: string, { before, after }: Difference): Part[] {
  const known = parts.length > 0 ? parts : [after as Part].filter(isPart);
  const name = nameOf(known) ?? "code";
  const at = parts.findIndex((part) => rest === part[name] || rest.startsWith(`${String(part[name])}/`));
  const found = parts[at];
  if (!found) return isPart(after) ? [...parts, after] : parts;
  const field = rest.slice(String(found[name]).length + 1);
  if (field) return replaced(parts, at, { ...found, [field]: after });
  return after === null || after === undefined ? without(parts, at) : replaced(parts, at, { ...(before as Part), ...(after as Part) });
}

function isPart(value: unknown): value is Part {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The parts in the order of their names; the service tells the order where nothing else has changed in it. */
function inOrder(parts: Part[], names: string[]): Part[] {
  const name = nameOf(parts) ?? "code";
  return names.map((one) => parts.find((part) => part[name] === one)).filter((one) => one !== undefined);
}

function changed(value: unknown, rest: string, one: Difference): unknown {
  if (rest === "") {
    const isOrder = isParts(value) && value.length > 0 && Array.isArray(one.after) && one.after.every((name) => typeof name === "string");
    return isOrder ? inOrder(value, one.after as string[]) : one.after;
  }
  if (Array.isArray(value)) return withPart(value as Part[], rest, one);
  return { ...(value as Part), [rest]: one.after };
}

/** What people read, with every difference in it; the given guide stays as it is. */
export function patched(guide: Guide, differences: readonly Difference[]): Guide {
  const made: Part = structuredClone(guide) as Part;
  for (const one of differences) {
    const [element = "", ...rest] = one.pointer.slice(1).split("/");
    made[element] = changed(made[element], rest.join("/"), one);
  }
  return made as unknown as Guide;
}
