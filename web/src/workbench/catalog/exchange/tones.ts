import type { Tone } from "../../tones";

export function toneOfImport(state: string): Tone {
  if (state === "faulty") return "danger";
  if (state === "applied") return "success";
  return state === "checked" ? "warning" : "info";
}
