import { defineStore } from "pinia";
import { computed, ref } from "vue";
import * as catalog from "@/api/catalog";
import type { Region } from "@/api/catalog";
import { usePreferences } from "@/shared/preferences";

/** Prefectures and their counties, fetched once a visit. */
export const useRegions = defineStore("regions", () => {
  const preferences = usePreferences();
  const byParent = ref<Record<string, Region[]>>({});

  async function below(parent: string): Promise<Region[]> {
    byParent.value[parent] ??= (await catalog.regions(parent)).items;
    return byParent.value[parent];
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

  return { below, prefectureOf, nameOf, chosen, prepare, byParent };
});
