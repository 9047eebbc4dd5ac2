import { benchErrors } from './bench/codes.ts';
import { backupErrors } from './error-catalog/backup.ts';
import { workbenchErrors } from './error-catalog/bench.ts';
import { cloudErrors } from './error-catalog/cloud.ts';
import { enterprisesErrors } from './error-catalog/enterprises.ts';
import { guestsErrors } from './error-catalog/guests.ts';
import { identityErrors } from './error-catalog/identity.ts';
import { lanErrors } from './error-catalog/lan.ts';
import { menuErrors } from './error-catalog/menu.ts';
import { moneyErrors } from './error-catalog/money.ts';
import { noticesErrors } from './error-catalog/notices.ts';
import { orderingErrors } from './error-catalog/ordering.ts';
import { printingErrors } from './error-catalog/printing.ts';
import { requestErrors } from './error-catalog/request.ts';
import { stickersErrors } from './error-catalog/stickers.ts';
import { storageErrors } from './error-catalog/storage.ts';
import { syncErrors } from './error-catalog/sync.ts';

/**
 * Every error a caller can meet: its stable code, its HTTP status and its sentence in each language. A code stands in one
 * file of `error-catalog/`, by room.
 */
export const errorCatalog = {
  ...requestErrors,
  ...storageErrors,
  ...identityErrors,
  ...lanErrors,
  ...guestsErrors,
  ...menuErrors,
  ...orderingErrors,
  ...moneyErrors,
  ...printingErrors,
  ...stickersErrors,
  ...backupErrors,
  ...noticesErrors,
  ...cloudErrors,
  ...enterprisesErrors,
  ...syncErrors,
  ...workbenchErrors,
  ...benchErrors,
} as const;
