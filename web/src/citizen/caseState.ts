import type { Progress } from "@/api/filing";

export type Tone = "good" | "warn" | "bad" | "info";

type Standing = Pick<Progress, "state" | "remark" | "submitted_at" | "decided_at">;

/** A decision this soon after the filing was made by rule, and the person saw it happen. */
const AT_ONCE_MS = 60_000;

/** What a state means for the person who waits. */
export function toneOf(found: Pick<Progress, "state">): Tone {
  if (found.state === "approved") return "good";
  if (found.state === "refused" || found.state === "declined") return "bad";
  return found.state === "correction" ? "warn" : "info";
}

/** The key of the headline: approved on the spot, with a person, finished by one, … */
export function headlineOf(found: Standing): string {
  switch (found.state) {
    case "approved": {
      const took = new Date(found.decided_at ?? 0).valueOf() - new Date(found.submitted_at).valueOf();
      return took >= 0 && took < AT_ONCE_MS ? "approvedAtOnce" : "approved";
    }
    case "refused":
    case "declined":
      return found.state;
    case "correction":
      return "correcting";
    case "submitted":
      return found.remark ? "toPerson" : "inHand";
    default:
      return "inHand";
  }
}
