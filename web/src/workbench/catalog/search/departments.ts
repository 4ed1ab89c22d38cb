import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { departments } from "@/api/catalog/search";
import type { Department } from "@/api/catalog/search";

/** The bodies of the city, fetched once a visit. */
export const useDepartments = defineStore("departments", () => {
  const all = ref<Department[]>([]);
  const names = computed(() => Object.fromEntries(all.value.map((one) => [one.code, one.name])));
  let asked: Promise<void> | undefined;

  function learn(): void {
    asked ??= departments().then(
      (found) => void (all.value = found),
      // A failure is no answer: the next who asks tries again.
      () => void (asked = undefined),
    );
  }
  return { all, names, learn };
});
