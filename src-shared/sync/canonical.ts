/** Names that an object lists in an order of its own, whole numbers first, or that cannot simply be set. */
const unorderable = /^(\d+|__proto__)$/;

/** Sorts a few names where they are; whether they were in order. (Array.sort makes copies, which is most of its cost.) */
function putInOrder(names: string[]): boolean {
  let wasInOrder = true;
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] as string;
    let at = index;
    for (; at > 0 && (names[at - 1] as string) > name; at -= 1) names[at] = names[at - 1] as string;
    if (at < index) {
      names[at] = name;
      wasInOrder = false;
    }
  }
  return wasInOrder;
}

/** More names than this are sorted by who is better at many. */
const few = 32;

function sorted(names: string[]): boolean {
  if (names.length <= few) return putInOrder(names);
  names.sort();
  return false;
}

/**
 * The same value with the members of every object in order, itself where they are; undefined where an object cannot hold
 * them so.
 */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) {
    const members = value.map(inOrder);
    if (members.includes(undefined)) return undefined;
    return members.every((member, index) => member === value[index]) ? value : members;
  }
  const from = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(from);
  const wasInOrder = sorted(names);
  const members: unknown[] = [];
  let isSame = wasInOrder;
  for (const name of names) {
    const member = from[name];
    const ordered = member === undefined ? member : inOrder(member);
    if (ordered === undefined && member !== undefined) return undefined;
    if (ordered !== member) isSame = false;
    members.push(ordered);
  }
  if (isSame) return value;
  const ordered: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    if (unorderable.test(name)) return undefined;
    ordered[name] = members[index];
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
  return (ordered === undefined ? spelled(value) : JSON.stringify(ordered)) ?? 'null';
}

/** Whether two JSON values are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}
