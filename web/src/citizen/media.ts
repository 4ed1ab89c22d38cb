/** The path of an address of ours: the pages load from where they came, whatever name the suite is known by. */
export function here(address: string): string {
  const { pathname, search } = new URL(address, location.origin);
  return pathname + search;
}

/** A moment of a film, such as 1:05 or 1:02:05. */
export function atTime(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Which chapter is on at a moment; before the first, none. */
export function chapterAt(chapters: readonly { at: number }[], seconds: number): number {
  return chapters.reduce((found, chapter, index) => (chapter.at <= seconds ? index : found), -1);
}
