import { ref, watch, type WatchSource } from "vue";
import { useLoad, type Loaded } from "./load";

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export interface Pages<T> {
  loaded: Loaded<Page<T>>;
  /** One page more; what is shown already is fetched again, so that the list is of one moment. */
  more: () => Promise<void>;
}

/** A list that grows page by page, and stays as long as it is when it is reloaded. */
export function usePages<T>(
  fetcher: (after: string | null, signal: AbortSignal) => Promise<Page<T>>,
  sources: WatchSource[] = [],
): Pages<T> {
  const wanted = ref(1);
  if (sources.length > 0) watch(sources, () => (wanted.value = 1));

  const loaded = useLoad(async (signal) => {
    const items: T[] = [];
    let next: string | null = null;
    for (let page = 0; page < wanted.value; page += 1) {
      const answer: Page<T> = await fetcher(next, signal);
      items.push(...answer.items);
      next = answer.next ?? null;
      if (next === null) break;
    }
    return { items, next };
  }, sources);

  function more(): Promise<void> {
    wanted.value += 1;
    return loaded.reload();
  }
  return { loaded, more };
}
