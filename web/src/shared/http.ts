/** What addresses and calls are made of. */
type Query = Record<string, string | number | boolean | null | undefined>;

export function withQuery(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  if (filled.length === 0) return path;
  return `${path}?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)]))}`;
}

/** A fresh key for a POST; `randomUUID` is missing on plain-http pages other than localhost. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
