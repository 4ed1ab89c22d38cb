import { onScopeDispose, ref, watch, type Ref } from "vue";

const POLL_MS = 5_000;
const LONGEST_PAUSE_MS = 30_000;

export interface News {
  /** True while the socket is open; otherwise the page asks again every five seconds. */
  isLive: Ref<boolean>;
}

/** The pause before the next attempt to open a socket, after `failures` failed ones. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** failures);
}

/**
 * Calls `refresh` whenever there is news at `path`. The socket carries no data, only "there is more":
 * the page fetches. Without a path, and while the socket is away, the page polls.
 */
export function useNews(path: () => string | undefined, refresh: () => unknown): News {
  const isLive = ref(false);
  let socket: WebSocket | undefined;
  let failures = 0;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(reopening);
    if (socket) {
      socket.onclose = null;
      socket.close();
      socket = undefined;
    }
    isLive.value = false;
  }

  function open(address: string): void {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${address}`);
    socket.onopen = () => {
      isLive.value = true;
      failures = 0;
      // What happened between the page's fetch and now was announced to nobody.
      refresh();
    };
    socket.onmessage = () => refresh();
    socket.onclose = () => {
      isLive.value = false;
      reopening = setTimeout(() => open(address), pauseAfter(failures));
      failures += 1;
    };
  }

  watch(
    path,
    (address) => {
      close();
      if (address !== undefined) open(address);
    },
    { immediate: true },
  );
  const polling = setInterval(() => {
    if (!isLive.value && document.visibilityState === "visible") refresh();
  }, POLL_MS);
  onScopeDispose(() => {
    clearInterval(polling);
    close();
  });
  return { isLive };
}

/** Asks again every five seconds, for what no socket tells. */
export function usePolling(refresh: () => unknown): void {
  useNews(() => undefined, refresh);
}
