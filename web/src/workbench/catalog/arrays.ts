/** Lists with one place changed; the given list stays as it is. Pure. */

export function replaced<T>(list: readonly T[], at: number, value: T): T[] {
  return list.map((one, place) => (place === at ? value : one));
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, place) => place !== at);
}

/** One place nearer to the beginning. */
export function raised<T>(list: readonly T[], at: number): T[] {
  const made = [...list];
  const [one] = made.splice(at, 1);
  if (one !== undefined) made.splice(Math.max(0, at - 1), 0, one);
  return made;
}
