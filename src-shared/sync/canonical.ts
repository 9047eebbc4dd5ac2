/** Names that an object lists in an order of its own: whole numbers first. `__proto__` cannot simply be set. */
const unorderable = /^(\d+|__proto__)$/;

function isInOrder(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] as string) > (names[index] as string)) return false;
  }
  return true;
}

/** The same value with the members of every object in order; undefined where an object cannot hold them so. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const members: unknown[] = [];
    for (const member of value) {
      const ordered = inOrder(member ?? null);
      if (ordered === undefined) return undefined;
      members.push(ordered);
    }
    return members;
  }
  const names = Object.keys(value);
  if (!isInOrder(names)) names.sort();
  const ordered: Record<string, unknown> = {};
  for (const name of names) {
    const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    if (unorderable.test(name)) return undefined;
    const orderedMember = inOrder(member);
    if (orderedMember === undefined) return undefined;
    ordered[name] = orderedMember;
  }
  return ordered;
}

/** The same text, member by member. */
function spelled(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((member) => spelled(member)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${spelled(member)}`);
  return `{${members.join(',')}}`;
}

/** JSON with the members of every object in order (after RFC 8785 §3.2.3), so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value);
  return ordered === undefined ? spelled(value) : JSON.stringify(ordered);
}

/** Whether two JSON values are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}
