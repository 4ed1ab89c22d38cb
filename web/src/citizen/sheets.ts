import type { SheetVerdict } from "@/api/sheets";

/** A hash in groups of eight, as it is read out and compared. */
export function inGroups(hash: string): string {
  return hash.replace(/(.{8})(?=.)/g, "$1 ");
}

/** A code as it is printed, in fours, however it was typed. */
export function asCode(typed: string): string {
  return (typed.toUpperCase().match(/[0-9A-Z]/g) ?? []).join("").replace(/(.{4})(?=.)/g, "$1-");
}

/** What a page says of a sheet: how it looks, and whether it is a good or a bad sign. */
export function toneOf(verdict: SheetVerdict["verdict"]): "good" | "warn" | "bad" {
  if (verdict === "valid") return "good";
  return verdict === "expired" ? "warn" : "bad";
}
