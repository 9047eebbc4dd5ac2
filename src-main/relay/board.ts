import { createHash } from 'node:crypto';
import { currencyExponent } from '#shared/currencies.ts';
import { languages } from '#shared/languages.ts';
import { type Board, boardTables } from '#shared/relay/board.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';

/** What this landing puts up at the cloud now; `open` says whether it takes orders there. */
export function boardOf(rooms: { identity: IdentityService; ordering: OrderingService }, open: boolean): Board {
  const { name, currency, language, timeZone, cutoverHour } = rooms.identity.enterprise();
  const { requireTableCode, remoteOrdering } = rooms.ordering.settings.current();
  return {
    open,
    preOrders: remoteOrdering.preOrders,
    preOrderMinutes: remoteOrdering.preOrderMinutes,
    restaurant: name,
    currency,
    currencyExponent: currencyExponent(currency),
    language,
    languages: [...languages],
    codeRequired: requireTableCode,
    timeZone,
    cutoverHour,
    tables: rooms.ordering.floor
      .all()
      .slice(0, boardTables)
      .map(({ id, name: table, token }) => ({
        id,
        name: table,
        tokenHash: createHash('sha256').update(token).digest('base64url'),
      })),
  };
}
