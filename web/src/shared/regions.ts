import { defineStore } from "pinia";
import { ref } from "vue";
import * as catalog from "@/api/catalog";
import type { Region } from "@/api/catalog";

/** The region a code lies in, by its digits (GB/T 2260, towns of 9, villages of 12); none for a province. */
export function parentOf(code: string): string | undefined {
  if (code.length > 9) return code.slice(0, 9);
  if (code.length > 6) return code.slice(0, 6);
  if (code.endsWith("0000")) return undefined;
  return code.endsWith("00") ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`;
}

/** Names of regions, fetched one level at a time, each once a visit. */
export const useRegions = defineStore("regions", () => {
  const names = ref<Record<string, string>>({});
  const fetched = new Map<string, Promise<Region[]>>();

  async function fetchBelow(parent: string | undefined): Promise<Region[]> {
    const found = await catalog.regions(parent);
    for (const region of found) names.value[region.code] = region.name;
    return found;
  }

  function below(parent?: string): Promise<Region[]> {
    const key = parent ?? "";
    let asked = fetched.get(key);
    if (!asked) {
      asked = fetchBelow(parent);
      fetched.set(key, asked);
      // A failure is no answer: the next who asks tries again.
      asked.catch(() => fetched.delete(key));
    }
    return asked;
  }

  /** The prefectures of all provinces, in the order of their codes. */
  async function prefectures(): Promise<Region[]> {
    const provinces = await below();
    return (await Promise.all(provinces.map((province) => below(province.code)))).flat();
  }

  /** Makes a region's name known; without it the code is shown. */
  function learn(code: string): void {
    if (!names.value[code]) below(parentOf(code)).catch(() => undefined);
  }

  return { names, below, prefectures, learn };
});
