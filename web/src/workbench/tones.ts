/** Colours of states; the word always stands beside the colour. */

export type Tone = "success" | "warning" | "danger" | "info" | "primary";

export function toneOfItem(state: string | undefined): Tone {
  if (state === "published") return "success";
  return state === "withdrawn" ? "danger" : "warning";
}

export function toneOfCase(state: string): Tone {
  switch (state) {
    case "approved":
      return "success";
    case "refused":
    case "declined":
      return "danger";
    case "correction":
      return "warning";
    case "accepted":
      return "primary";
    default:
      return "info";
  }
}

export function toneOfDevice(state: string): Tone {
  switch (state) {
    case "online":
      return "success";
    case "offline":
    case "faulty":
      return "danger";
    case "in_repair":
      return "warning";
    default:
      return "info";
  }
}

export function toneOfSync(state: string): Tone {
  switch (state) {
    case "applied":
      return "success";
    case "refused":
      return "danger";
    case "ready":
      return "warning";
    default:
      return "info";
  }
}
