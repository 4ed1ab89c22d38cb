/** Rounds as people read them. Pure. */
import type { Tone } from "../../tones";

const SHANGHAI = 8 * 3_600_000;

/** The last day of a span that ends at a midnight of Shanghai, as `2026-12-31`. */
export function lastDay(closesAt: string): string {
  return new Date(new Date(closesAt).valueOf() - 1 + SHANGHAI).toISOString().slice(0, 10);
}

/** The calendar day of a moment in Shanghai, as `2026-12-31`. */
export function dayOf(at: string): string {
  return new Date(new Date(at).valueOf() + SHANGHAI).toISOString().slice(0, 10);
}

export function toneOfRound(state: string): Tone {
  if (state === "open") return "primary";
  if (state === "closed") return "warning";
  return state === "published" ? "success" : "info";
}

export function toneOfVerdict(verdict: string): Tone {
  if (verdict === "met" || verdict === "passed" || verdict === "accepted") return "success";
  if (verdict === "not_met" || verdict === "failed" || verdict === "refused") return "danger";
  return "info";
}
