import { benchRouter } from './bench/router.ts';
import { identityRouter } from './identity/router.ts';
import { lanRouter } from './lan/router.ts';
import { orderingRouter } from './ordering/router.ts';
import { printingRouter } from './printing/router.ts';
import { stickerRouter } from './printing/stickers/router.ts';
import { reachRouter } from './reach/router.ts';
import { relayRouter } from './relay/router.ts';
import { repairsRouter } from './repairs/router.ts';
import { reportsRouter } from './reports/router.ts';
import { backupRouter } from './store/backup/router.ts';
import { syncRouter } from './sync/router.ts';

import { router } from './trpc.ts';

/** Every procedure the console can call; the console imports its type only. */
export const appRouter = router({
  backup: backupRouter,
  bench: benchRouter,
  identity: identityRouter,
  lan: lanRouter,
  ordering: orderingRouter,
  printing: printingRouter,
  reach: reachRouter,
  repairs: repairsRouter,
  relay: relayRouter,
  reports: reportsRouter,
  stickers: stickerRouter,
  sync: syncRouter,
});

export type AppRouter = typeof appRouter;
