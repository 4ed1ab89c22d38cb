import { expect, test } from "vitest";
import { effectScope, ref } from "vue";
import { useLoad, type Loaded } from "@/shared/load";
import { usePages } from "@/shared/pages";
import { Refusal } from "@/shared/problems";

interface Asked<T> {
  answer: (value: T) => void;
  refuse: (cause: unknown) => void;
  signal: AbortSignal;
}

/** A fetcher whose every call waits for the test to answer it. */
function asking<T>(): { calls: Asked<T>[]; fetcher: (signal: AbortSignal) => Promise<T> } {
  const calls: Asked<T>[] = [];
  const fetcher = (signal: AbortSignal): Promise<T> =>
    new Promise((answer, refuse) => {
      calls.push({ answer, refuse, signal });
    });
  return { calls, fetcher };
}

function within<T>(make: () => T): T {
  return effectScope().run(make) as T;
}

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done));
}

test("an earlier answer never covers a later one", async () => {
  const { calls, fetcher } = asking<string>();
  const loaded = within(() => useLoad(fetcher));
  void loaded.reload();

  calls[1]?.answer("new");
  calls[0]?.answer("old");
  await settled();

  expect(calls[0]?.signal.aborted).toBe(true);
  expect(loaded.data.value).toBe("new");
});

test("news during a fetch is fetched after it", async () => {
  const { calls, fetcher } = asking<string>();
  const loaded = within(() => useLoad(fetcher));
  void loaded.refresh();
  void loaded.refresh();

  calls[0]?.answer("before the news");
  await settled();
  expect(calls).toHaveLength(2);
  calls[1]?.answer("after the news");
  await settled();

  expect(loaded.data.value).toBe("after the news");
  expect(calls).toHaveLength(2);
});

test.each([
  [404, 1],
  [401, 1],
  [503, 2],
  [0, 2],
])("after a refusal with %d a page has asked %d times", async (status, times) => {
  const { calls, fetcher } = asking<string>();
  const loaded: Loaded<string> = within(() => useLoad(fetcher));
  calls[0]?.refuse(new Refusal(status, {}));
  await settled();

  void loaded.refresh();
  await settled();

  expect(loaded.refusal.value?.status).toBe(status);
  expect(calls).toHaveLength(times);
});

test("what was shown stays while it is fetched again, and goes when something else is asked for", async () => {
  const { calls, fetcher } = asking<string>();
  const source = ref("a");
  const loaded = within(() => useLoad(fetcher, [source]));
  calls[0]?.answer("a");
  await settled();

  void loaded.reload();
  expect(loaded.data.value).toBe("a");
  source.value = "b";
  await settled();

  expect(loaded.data.value).toBeUndefined();
});

test("a list that has grown stays as long when it is reloaded", async () => {
  const all = ["a", "b", "c", "d", "e"];
  const fetcher = async (after: string | null) => {
    const from = after ? all.indexOf(after) + 1 : 0;
    const items = all.slice(from, from + 2);
    return { items, next: from + 2 < all.length ? (items.at(-1) ?? null) : null };
  };
  const { loaded, more } = within(() => usePages(fetcher));
  await settled();

  await more();
  all[0] = "A";
  await loaded.reload();

  expect(loaded.data.value?.items).toEqual(["A", "b", "c", "d"]);
  expect(loaded.data.value?.next).toBe("d");
});
