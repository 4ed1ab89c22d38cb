import type { Revision } from "@/api/catalog/revisions";

export interface Waiting {
  first: Revision;
  /** How many items it is about: one, or all of a change over many. */
  items: number;
}

/** Revisions as they are decided: those of one change over many stand together, where its first one stood. */
export function waiting(revisions: readonly Revision[]): Waiting[] {
  const found = new Map<string, Waiting>();
  for (const one of revisions) {
    const key = one.change_id ?? one.id;
    const known = found.get(key);
    if (known) known.items += 1;
    else found.set(key, { first: one, items: 1 });
  }
  return [...found.values()];
}

/** Since when it waits for whoever sees it: the last signature, else the draft. */
export function since(one: Revision): string {
  return one.signatures.at(-1)?.at ?? one.drafted_at;
}
