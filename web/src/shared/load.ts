import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from "vue";
import { asRefusal, type Refusal } from "./problems";

export interface Loaded<T> {
  data: ShallowRef<T | undefined>;
  refusal: ShallowRef<Refusal | undefined>;
  isLoading: Ref<boolean>;
  /** Fetches again; what is on the page stays until the answer is there. */
  reload: () => Promise<void>;
  /** As `reload`, for what a page does by itself: a refusal that will not pass is not asked for again. */
  refresh: () => Promise<void>;
}

/**
 * What `fetcher` brings, with its loading and refusal; fetched at once and again when a source changes.
 * A later call makes an earlier one's answer void, so that answers never cross.
 */
export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T>();
  const refusal = shallowRef<Refusal>();
  const isLoading = ref(false);
  let running: AbortController | undefined;
  /** News came while an answer was on its way: that answer may be older than the news. */
  let isStale = false;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    isStale = false;
    isLoading.value = true;
    try {
      const answer = await fetcher(mine.signal);
      if (mine.signal.aborted) return;
      data.value = answer;
      refusal.value = undefined;
    } catch (cause) {
      if (mine.signal.aborted) return;
      refusal.value = asRefusal(cause);
    } finally {
      if (!mine.signal.aborted) isLoading.value = false;
    }
    if (isStale && !mine.signal.aborted) await refresh();
  }

  async function refresh(): Promise<void> {
    const status = refusal.value?.status ?? 0;
    const willPass = status < 400 || status === 429 || status >= 500;
    if (!willPass) return;
    if (isLoading.value) isStale = true;
    else await reload();
  }

  if (sources.length > 0) {
    watch(sources, () => {
      data.value = undefined;
      void reload();
    });
  }
  onScopeDispose(() => running?.abort());
  void reload();
  return { data, refusal, isLoading, reload, refresh };
}
