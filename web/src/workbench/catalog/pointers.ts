/** Sentences of findings and refusals by the place they point to. Pure. */

export interface Pointed {
  pointer?: string | null;
  detail: string;
  zh?: string | null;
}

/** What is said of a place or of anything below it; `exactly` leaves out what is below. */
export function saidAt(found: readonly Pointed[], pointer: string, locale: "zh" | "en", exactly = false): string[] {
  const here = found.filter((one) => {
    const at = (one.pointer ?? "").replace(/^#/, "");
    return at === pointer || (!exactly && at.startsWith(`${pointer}/`));
  });
  return [...new Set(here.map((one) => (locale === "zh" && one.zh) || one.detail))];
}

/** A short code that nothing of the same kind has yet. */
export function freshCode(prefix: string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n += 1) {
    const code = `${prefix}${n}`;
    if (!taken.includes(code)) return code;
  }
}
