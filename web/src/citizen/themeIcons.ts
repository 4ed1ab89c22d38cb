import type { Profile } from "./profile";

/** Drawings for the service themes, whose codes mean different things for persons and for enterprises. */
const PERSON: Record<string, string> = {
  "005": "baby",
  "010": "users",
  "020": "school",
  "025": "shield",
  "030": "work",
  "035": "shop",
  "040": "shop",
  "050": "file",
  "055": "money",
  "060": "heart",
  "065": "heart",
  "075": "house",
  "085": "card",
  "090": "card",
  "095": "car",
  "100": "globe",
  "105": "globe",
  "115": "shield",
  "120": "scales",
  "130": "leaf",
  "135": "school",
  "140": "power",
  "145": "medical",
  "150": "clock",
  "155": "leaf",
};
const CORPORATE: Record<string, string> = {
  "005": "shop",
  "010": "shield",
  "015": "file",
  "025": "money",
  "030": "users",
  "035": "card",
  "040": "scales",
  "045": "money",
  "050": "money",
  "075": "leaf",
  "085": "house",
  "090": "car",
  "095": "leaf",
  "110": "medical",
  "120": "school",
  "145": "warn",
  "150": "shield",
  "160": "power",
};

export function themeIcon(profile: Profile, code: string): string {
  return (profile === "person" ? PERSON : CORPORATE)[code] ?? "grid";
}

const COMMON = {
  person: ["005", "010", "020", "030", "060", "065", "075", "085", "090", "095", "145"],
  enterprise: ["005", "010", "015", "025", "030", "035", "045", "085", "090", "145", "165"],
};

/** Whether a theme is one that most people come for. */
export function isCommon(profile: Profile, code: string): boolean {
  return COMMON[profile].includes(code);
}
