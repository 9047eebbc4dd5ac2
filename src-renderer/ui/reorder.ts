/** A list with one entry taken from its place and put at another. */
export function movedTo<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const taken = copy.splice(from, 1);
  copy.splice(to, 0, ...taken);
  return copy;
}
