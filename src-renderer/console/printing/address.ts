import type { PrinterConnection } from '#shared/printing/entities.ts';

/** Where a printer hangs, as a person writes it. */
export function addressOf(connection: PrinterConnection): string {
  if (connection.kind === 'serial') return connection.path;
  return connection.port === 9100 ? connection.host : `${connection.host}:${connection.port}`;
}
