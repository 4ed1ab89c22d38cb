import type { List, ListKind } from "@/api/lists";

/** What people look for most stands first. */
const ORDER: ListKind[] = [
  "easy",
  "instant",
  "one-thing",
  "frequent",
  "cross-province",
  "province-wide",
  "cross-city",
  "nearby",
  "kiosk",
  "taught",
];

export function inOrder(lists: readonly List[]): List[] {
  return [...lists].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}
