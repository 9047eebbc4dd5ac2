import type { Language } from '#shared/languages.ts';
import type { PrinterConnection, PrinterSettings } from '#shared/printing/entities.ts';
import type { ListedPrinter } from './usePrinting.ts';

/** A printer while it is being set up; the connection may still be half typed. */
export interface PrinterDraft extends Omit<PrinterSettings, 'connection'> {
  readonly kind: PrinterConnection['kind'];
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly baudRate: Extract<PrinterConnection, { kind: 'serial' }>['baudRate'];
}

/** A new printer, with what fits most: 80 mm, drawn where its letters end, the first one for everything. */
export function newDraft(language: Language, stations: readonly string[], isFirst: boolean): PrinterDraft {
  return {
    name: '',
    kind: 'tcp',
    host: '',
    port: 9100,
    path: '',
    baudRate: 9600,
    paper: 80,
    stations: isFirst ? [...stations] : [],
    receipts: isFirst,
    copies: 1,
    drawer: 'none',
    language,
    codePage: language === 'zh-CN' ? 'raster' : 'ascii',
    beeper: false,
    reportsStatus: true,
    enabled: true,
    fallbackId: null,
  };
}

/** A printer as it is set up, to be changed. */
export function draftOf(printer: ListedPrinter): PrinterDraft {
  const { id: _, landing: _l, position: _p, live: _s, waiting: _w, attention: _a, connection, ...settings } = printer;
  const blank = { kind: connection.kind, host: '', port: 9100, path: '', baudRate: 9600 as const };
  return { ...settings, ...blank, ...connection };
}

/** The connection of a draft; undefined while it is not whole. */
export function connectionOf(draft: PrinterDraft): PrinterConnection | undefined {
  const host = draft.host.trim();
  const path = draft.path.trim();
  if (draft.kind === 'tcp') return host === '' ? undefined : { kind: 'tcp', host, port: draft.port };
  return path === '' ? undefined : { kind: 'serial', path, baudRate: draft.baudRate };
}

/** A draft as the landing takes it; undefined while something is missing. */
export function settingsOf(draft: PrinterDraft): PrinterSettings | undefined {
  const connection = connectionOf(draft);
  const name = draft.name.trim();
  if (!connection || name === '') return undefined;
  const { kind: _, host: _h, port: _p, path: _pa, baudRate: _b, ...settings } = draft;
  return { ...settings, name, connection };
}
