const nine = '9'.charCodeAt(0);
/** Whether an object lists a name in an order of its own, whole numbers first, or it cannot simply be set. */
const isUnorderable = (name: string) => (name.charCodeAt(0) <= nine && /^\d+$/.test(name)) || name === '__proto__';

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
  return Array.isArray(value) ? listInOrder(value) : membersInOrder(value as Readonly<Record<string, unknown>>);
}

function listInOrder(list: readonly unknown[]): unknown {
  let ordered: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const member = inOrder(list[index]);
    if (member === undefined) return undefined;
    if (member === list[index]) continue;
    ordered ??= list.slice();
    ordered[index] = member;
  }
  return ordered ?? list;
}

function membersInOrder(object: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(object);
  let isSame = sorted(names);
  const ordered: Record<string, unknown> = {};
  for (const name of names) {
    if (isUnorderable(name)) return undefined;
    const member = object[name];
    // One that is undefined is left out by who writes it.
    const orderedMember = member === undefined ? member : inOrder(member);
    if (orderedMember === undefined && member !== undefined) return undefined;
    if (orderedMember !== member) isSame = false;
    ordered[name] = orderedMember;
  }
  return isSame ? object : ordered;
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
