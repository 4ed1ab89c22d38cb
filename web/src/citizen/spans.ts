export interface Part {
  text: string;
  isFound: boolean;
}

/** A name cut at the offsets of what was found in it; offsets count characters, as Python does. */
export function cut(name: string, spans: readonly (readonly number[])[]): Part[] {
  const letters = [...name];
  const parts: Part[] = [];
  let place = 0;
  for (const [from = 0, to = 0] of [...spans].sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0))) {
    if (from < place || to <= from) continue;
    if (from > place) parts.push({ text: letters.slice(place, from).join(""), isFound: false });
    parts.push({ text: letters.slice(from, to).join(""), isFound: true });
    place = to;
  }
  if (place < letters.length) parts.push({ text: letters.slice(place).join(""), isFound: false });
  return parts;
}
