import { defineStore } from "pinia";
import { ref } from "vue";
import { operatorItem } from "@/api/catalog/revisions";

/** Names of items, each asked for once a visit; without one the code is shown. */
export const useItemNames = defineStore("item-names", () => {
  const names = ref<Record<string, string>>({});
  const asked = new Set<string>();

  function learn(itemId: string): void {
    if (asked.has(itemId)) return;
    asked.add(itemId);
    operatorItem(itemId).then(
      (item) => (names.value[itemId] = item.name),
      () => asked.delete(itemId),
    );
  }
  return { names, learn };
});
