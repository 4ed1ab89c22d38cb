import { defineStore } from "pinia";
import { ref } from "vue";
import { todos, type TodoKind, type Todos } from "@/api/catalog/todos";

/** How much waits for this officer: the menu says it, whatever page asked last. */
export const useWaiting = defineStore("waiting", () => {
  const total = ref(0);

  async function ask(kind: TodoKind | undefined, limit: number, signal?: AbortSignal): Promise<Todos> {
    const found = await todos(kind, limit, signal);
    total.value = found.total;
    return found;
  }

  /** Counts again; what cannot be counted now stays as it was. */
  async function count(): Promise<void> {
    await ask(undefined, 1).catch(() => undefined);
  }
  return { total, ask, count };
});
