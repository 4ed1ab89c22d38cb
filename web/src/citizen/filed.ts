import { defineStore } from "pinia";
import { ref } from "vue";

/**
 * Query passwords told by the answer to a filing. They are told once, and kept only until
 * the page is closed: in no storage and in no address.
 */
export const useFiled = defineStore("filed", () => {
  const passwords = ref<Record<string, string>>({});

  function keep(caseId: string, password: string | null): void {
    if (password) passwords.value[caseId] = password;
  }
  return { passwords, keep };
});
