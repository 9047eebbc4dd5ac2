const place = 'mtms.page-key';

/** This page's half of the session. It is kept by origin, so no other port of this computer ever sees it. */
export const pageKey = (): string | null => localStorage.getItem(place);

/** Keeps the half that a ticket was exchanged for; null forgets it. */
export function keepPageKey(key: string | null): void {
  if (key === null) localStorage.removeItem(place);
  else localStorage.setItem(place, key);
}

/** Takes the one-time ticket out of the address, so that it stays in no history; undefined where there is none. */
export function takeTicket(): string | undefined {
  const ticket = /^#ticket=([\w-]{20,200})$/.exec(location.hash)?.[1];
  if (ticket !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return ticket;
}
