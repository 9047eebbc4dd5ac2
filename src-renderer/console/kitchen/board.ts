import { type LineState, lineStates } from '#shared/ordering/order.ts';

/** A dish on a kitchen ticket as the board looks at it. `quantity` is what stands, `voided` what was taken off. */
export interface BoardLine {
  readonly id: string;
  readonly itemId: string;
  readonly name: string;
  readonly station: string;
  readonly course: number;
  readonly quantity: number;
  readonly voided: number;
  readonly state: LineState;
  readonly held: boolean;
  readonly firedAt: number | null;
  readonly movedAt: number | null;
  readonly options: readonly { readonly name: string; readonly quantity: number }[];
  readonly note: string;
  /** The combo it is a dish of. */
  readonly combo: string | null;
  readonly weightGrams: number | null;
}

/** A kitchen ticket. `at` is when the order was accepted, UTC ms. */
export interface BoardTicket<L extends BoardLine = BoardLine> {
  readonly id: string;
  readonly orderId: string;
  readonly at: number;
  readonly urgedAt: number | null;
  readonly lines: readonly L[];
}

/** Whether a station's lines are shown; an empty choice is every station. */
export function showsStation(stations: readonly string[], station: string): boolean {
  return stations.length === 0 || stations.includes(station);
}

/** The ticket's lines that the chosen stations see. */
export function linesAt<L extends BoardLine>(ticket: BoardTicket<L>, stations: readonly string[]): L[] {
  return ticket.lines.filter((line) => showsStation(stations, line.station));
}

const isDone = (line: BoardLine) => lineStates.indexOf(line.state) >= 2;
const stands = (line: BoardLine) => line.quantity > 0;

/**
 * When a line's time begins, UTC ms: when its order was accepted, it was fired, or the last dish of the courses before
 * it was ready; null while it is held or earlier courses are still being cooked.
 */
export function startOf(ticket: BoardTicket, line: BoardLine): number | null {
  if (line.held) return null;
  let start = Math.max(ticket.at, line.firedAt ?? 0);
  // A line that was fired by hand does not wait for the courses before it.
  if (line.course === 0 || line.firedAt !== null) return start;
  for (const other of ticket.lines) {
    if (other.course === 0 || other.course >= line.course || !stands(other)) continue;
    if (!isDone(other)) return null;
    start = Math.max(start, other.movedAt ?? 0);
  }
  return start;
}

/** How a line stands on the board. `later`: an earlier course comes first; `off`: nothing of it stands any more. */
export type LineStanding = 'active' | 'later' | 'held' | 'ready' | 'served' | 'off';

export function standingOf(ticket: BoardTicket, line: BoardLine): LineStanding {
  if (!stands(line)) return 'off';
  if (line.state === 'served') return 'served';
  if (line.state === 'ready') return 'ready';
  if (line.held) return 'held';
  return startOf(ticket, line) === null ? 'later' : 'active';
}

/** The lines a bump of the whole ticket makes ready: everything that stands, is not held and not ready yet. */
export function toCook<L extends BoardLine>(lines: readonly L[]): L[] {
  return lines.filter((line) => stands(line) && !line.held && !isDone(line));
}

/** What a bump of the whole ticket makes ready: what is to be cooked now, or else the courses that come later. */
export function toBump<L extends BoardLine>(ticket: BoardTicket, lines: readonly L[]): L[] {
  const cooking = toCook(lines);
  const now = cooking.filter((line) => startOf(ticket, line) !== null);
  return now.length > 0 ? now : cooking;
}

/** Voided portions that nobody at this screen has acknowledged; those of a line that is ready concern the kitchen no more. */
export function unseenVoids<L extends BoardLine>(lines: readonly L[], seen: Readonly<Record<string, number>>): L[] {
  return lines.filter((line) => line.voided > (seen[line.id] ?? 0) && !isDone(line));
}

/**
 * The tickets a screen shows, oldest first. A station keeps a ticket until its own dishes are ready; the screen of all
 * stations, where dishes are handed out, until they are served. What was voided stays until it is acknowledged.
 */
export function ticketsAt<T extends BoardTicket>(
  tickets: readonly T[],
  stations: readonly string[],
  seen: Readonly<Record<string, number>>,
): T[] {
  const kept: readonly LineStanding[] =
    stations.length === 0 ? ['active', 'later', 'held', 'ready'] : ['active', 'later', 'held'];
  return tickets.filter((ticket) => {
    const lines = linesAt(ticket, stations);
    return lines.some((line) => kept.includes(standingOf(ticket, line))) || unseenVoids(lines, seen).length > 0;
  });
}

/** What left a screen: tickets of which every dish there is ready (for the screen of all stations: served), newest first. */
export function finishedAt<T extends BoardTicket>(
  tickets: readonly T[],
  stations: readonly string[],
): { readonly ticket: T; readonly at: number }[] {
  const least = lineStates.indexOf(stations.length === 0 ? 'served' : 'ready');
  // A ticket may be in both of the landing's lists while it goes from one to the other.
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const finished = [...byId.values()].flatMap((ticket) => {
    const lines = linesAt(ticket, stations).filter(stands);
    if (lines.length === 0 || lines.some((line) => lineStates.indexOf(line.state) < least)) return [];
    return [{ ticket, at: Math.max(...lines.map((line) => line.movedAt ?? ticket.at)) }];
  });
  return finished.sort((a, b) => b.at - a.at);
}

/** The courses of some lines in the order they are served; 0 (as soon as ready) first. */
export function coursesOf<L extends BoardLine>(
  lines: readonly L[],
): { readonly course: number; readonly lines: L[] }[] {
  const courses = [...new Set(lines.map((line) => line.course))].sort((a, b) => a - b);
  return courses.map((course) => ({ course, lines: lines.filter((line) => line.course === course) }));
}

/** What a ticket's clock counts: from when dishes are to be cooked, or since when all wait to be carried out; UTC ms. */
export function clockOf(
  ticket: BoardTicket,
  lines: readonly BoardLine[],
): { readonly kind: 'cooking' | 'waiting'; readonly since: number } | null {
  const starts = toCook(lines).flatMap((line) => startOf(ticket, line) ?? []);
  if (starts.length > 0) return { kind: 'cooking', since: Math.min(...starts) };
  const ready = lines.filter((line) => standingOf(ticket, line) === 'ready');
  if (ready.length === 0 || toCook(lines).length > 0) return null;
  return { kind: 'waiting', since: Math.max(...ready.map((line) => line.movedAt ?? ticket.at)) };
}

/** A dish with its options, and how many of it are to be cooked. */
export interface DishCount {
  readonly key: string;
  readonly itemId: string;
  readonly name: string;
  readonly options: BoardLine['options'];
  readonly count: number;
  readonly ticketIds: readonly string[];
}

/** What makes two lines the same dish at the stove: the item and its options, in any order. */
function dishKey(line: BoardLine): string {
  const options = line.options.map(({ name, quantity }) => `${quantity} ${name}`).sort();
  return JSON.stringify([line.itemId, ...options]);
}

/** All-day counts: how many of each dish are still to be cooked at the chosen stations, held ones aside; most first. */
export function allDay(tickets: readonly BoardTicket[], stations: readonly string[]): DishCount[] {
  const dishes = new Map<string, { line: BoardLine; count: number; ticketIds: Set<string> }>();
  for (const ticket of tickets) {
    for (const line of toCook(linesAt(ticket, stations))) {
      const key = dishKey(line);
      const known = dishes.get(key) ?? { line, count: 0, ticketIds: new Set<string>() };
      dishes.set(key, { ...known, count: known.count + line.quantity, ticketIds: known.ticketIds.add(ticket.id) });
    }
  }
  return [...dishes]
    .map(([key, { line, count, ticketIds }]) => ({
      key,
      itemId: line.itemId,
      name: line.name,
      options: line.options,
      count,
      ticketIds: [...ticketIds],
    }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** Sets lines of a ticket to a state, as the landing will. */
export function withStates<L extends BoardLine, T extends BoardTicket<L>>(
  ticket: T,
  states: Readonly<Record<string, LineState>>,
  at: number,
): T {
  return {
    ...ticket,
    lines: ticket.lines.map((line) => {
      const state = states[line.id];
      return state && state !== line.state ? { ...line, state, movedAt: at } : line;
    }),
  };
}

/** Steps that put lines back to how they were, one for each state to return to. */
export function recallSteps(
  before: readonly { readonly id: string; readonly state: LineState }[],
): { readonly to: LineState; readonly lineIds: string[] }[] {
  return lineStates.flatMap((to) => {
    const lineIds = before.filter(({ state }) => state === to).map(({ id }) => id);
    return lineIds.length > 0 ? [{ to, lineIds }] : [];
  });
}

/** What should be heard about the tickets of a screen: keys that are heard once, and by which sound. */
export function soundsOf(
  tickets: readonly BoardTicket[],
  stations: readonly string[],
  seen: Readonly<Record<string, number>>,
): Map<string, 'newOrder' | 'call'> {
  const sounds = new Map<string, 'newOrder' | 'call'>();
  for (const ticket of tickets) {
    const lines = linesAt(ticket, stations);
    const cooking = toCook(lines);
    for (const { id, firedAt } of cooking) if (firedAt !== null) sounds.set(`fired:${id}`, 'newOrder');
    if (cooking.length > 0) sounds.set(ticket.id, 'newOrder');
    if (cooking.length > 0 && ticket.urgedAt !== null) sounds.set(`urged:${ticket.id}:${ticket.urgedAt}`, 'call');
    for (const { id, voided } of unseenVoids(lines, seen)) sounds.set(`void:${id}:${voided}`, 'call');
  }
  return sounds;
}
