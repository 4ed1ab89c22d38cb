import type { Tone } from "../../tones";

/** The colour of a revision's state; the word always stands beside it. */
export function toneOfRevision(state: string): Tone {
  switch (state) {
    case "published":
      return "success";
    case "returned":
      return "danger";
    case "waiting":
    case "scheduled":
      return "warning";
    case "draft":
      return "primary";
    default:
      return "info";
  }
}
