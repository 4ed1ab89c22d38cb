import { defineStore } from "pinia";
import { computed, ref } from "vue";
import * as catalog from "@/api/catalog";
import type { Region } from "@/api/catalog";
import { usePreferences } from "@/shared/preferences";

/** Prefectures and their counties, fetched once a visit. */
export const useRegions = defineStore("regions", () => {
  const preferences = usePreferences();
  const byParent = ref<Record<string, Region[]>>({});

  async function below(parent?: string): Promise<Region[]> {
    const key = parent ?? "";
    byParent.value[key] ??= await catalog.regions(parent);
    return byParent.value[key];
  }

  /** The prefectures of all provinces, in the order of their codes. */
  async function prefectures(): Promise<Region[]> {
    const provinces = await below();
    return (await Promise.all(provinces.map((province) => below(province.code)))).flat();
  }

  /** The prefecture a county belongs to: in-house codes keep that property too. */
  function prefectureOf(code: string): string {
    return `${code.slice(0, 4)}00`;
  }

  function nameOf(code: string): string {
    const known = Object.values(byParent.value).flat();
    return known.find((region) => region.code === code)?.name ?? "";
  }

  const chosen = computed(() => nameOf(preferences.region));

  /** Makes the name of the chosen county known. */
  async function prepare(): Promise<void> {
    try {
      await below(prefectureOf(preferences.region));
    } catch {
      // Without names the code of the county is shown; the page itself says what is wrong.
    }
  }

  return { below, prefectures, prefectureOf, nameOf, chosen, prepare, byParent };
});
