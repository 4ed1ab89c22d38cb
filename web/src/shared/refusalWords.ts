import type { Refusal } from "./problems";

export interface RefusalWords {
  title: string;
  detail: string;
}

/** The key of our own words for a refusal that brought none. */
export function refusalKey(refusal: Pick<Refusal, "status">): string {
  switch (refusal.status) {
    case 0:
      return "offline";
    case 401:
      return "signOn";
    case 403:
      return "forbidden";
    case 404:
      return "missing";
    case 429:
      return "busy";
    default:
      return "broken";
  }
}

/** What a person reads: the service's own title and detail where it has them, ours otherwise. */
export function wordsOf(refusal: Refusal, t: (key: string) => string): RefusalWords {
  const key = refusalKey(refusal);
  const isOurs = key === "offline" || key === "signOn" || refusal.status >= 500 || refusal.title === "";
  if (!isOurs) return { title: refusal.title, detail: refusal.detail };
  const ownDetail = key === "forbidden" ? "" : t(`state.${key}Detail`);
  return { title: t(`state.${key}Title`), detail: refusal.detail || ownDetail };
}
