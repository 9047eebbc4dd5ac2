import { type CsvError, parse } from 'csv-parse/sync';
import { inArray } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import type { ImportResult, listFaults } from '#shared/bench/operator.ts';
import { serialSchema } from '#shared/bench/statements.ts';
import { customerCodeSchema, modelSchema } from '#shared/bench/wire.ts';
import type { NewTerminal } from './registry.ts';
import { customerTable, terminalTable } from './tables.ts';

type Fault = (typeof listFaults)[number];
type Line = NewTerminal & { readonly line: number };
type Errors = { readonly line: number; readonly fault: Fault; readonly value: string }[];

const columns = ['serial', 'model', 'customer'] as const;
/** Faults and differences that are told one by one; there may be more. */
const told = 200;
const askedAtOnce = 1_000;
const valueShown = 80;

/** A list of terminals as it was read: what stands in it, and what is wrong with its lines. */
export interface TerminalList {
  readonly lines: readonly Line[];
  readonly errors: Errors;
}

/**
 * Reads a list of terminals: CSV (RFC 4180) with a head line `serial,model,customer`, in any order, with comma, semicolon
 * or tab. Nothing is thrown for what is wrong in it; every fault is told with its line.
 */
export function readTerminalList(csv: string): TerminalList {
  const errors: Errors = [];
  const lines: Line[] = [];
  const seen = new Set<string>();
  for (const { line, row } of rowsOf(csv, errors)) {
    const { serial = '', model = '', customer = '' } = row;
    const fault = faultOf(serial, model, customer) ?? (seen.has(serial) ? (['twice', serial] as const) : undefined);
    if (fault) errors.push({ line, fault: fault[0], value: fault[1].slice(0, valueShown) });
    else lines.push({ line, serial, model, customerCode: customer });
    seen.add(serial);
  }
  return { lines, errors };
}

function faultOf(serial: string, model: string, customer: string): readonly [Fault, string] | undefined {
  if (!serialSchema.safeParse(serial).success) return ['serial', serial];
  if (!modelSchema.safeParse(model).success) return ['model', model];
  return customerCodeSchema.safeParse(customer).success ? undefined : ['customer', customer];
}

function rowsOf(csv: string, errors: Errors) {
  try {
    const rows = parse(csv, {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [head, ...body] = rows;
    const names = head?.record.map((name) => name.toLowerCase()) ?? [];
    const missing = columns.filter((name) => !names.includes(name));
    if (missing.length > 0) {
      errors.push({ line: 1, fault: 'columns', value: missing.join(', ') });
      return [];
    }
    return body.flatMap(({ record, info }) => {
      const row = Object.fromEntries(columns.map((name) => [name, record[names.indexOf(name)] ?? '']));
      if (record.length === names.length) return [{ line: info.lines, row }];
      errors.push({ line: info.lines, fault: 'columns', value: record.join(', ').slice(0, valueShown) });
      return [];
    });
  } catch (error) {
    // A quotation mark that is never closed, and the like: what comes after it cannot be told apart.
    const { lines = 1, message } = error as CsvError & { lines?: number };
    errors.push({ line: lines, fault: 'columns', value: message.slice(0, valueShown) });
    return [];
  }
}

/** What a list would do to the terminals that are registered; nothing is written. */
export async function planTerminalList(
  tx: Tx,
  { lines, errors }: TerminalList,
): Promise<{ readonly result: ImportResult; readonly fresh: readonly NewTerminal[] }> {
  const customers = new Set(
    (await tx.select({ code: customerTable.code }).from(customerTable)).map(({ code }) => code),
  );
  const unknown: Errors = lines
    .filter(({ customerCode }) => !customers.has(customerCode))
    .map(({ line, customerCode }) => ({ line, fault: 'customer_unknown' as const, value: customerCode }));
  const registered = await registeredOf(tx, lines);
  const known = lines.filter(({ serial }) => registered.has(serial));
  const kept = known.filter(({ serial, model, customerCode }) => {
    const there = registered.get(serial);
    return there?.model !== model || there.customerCode !== customerCode;
  });
  const fresh = lines.filter(({ serial }) => !registered.has(serial));
  const all = [...errors, ...unknown].toSorted((a, b) => a.line - b.line);
  const result: ImportResult = {
    lines: lines.length + errors.length,
    added: fresh.length,
    same: known.length - kept.length,
    kept: kept.slice(0, told).map(({ line, serial }) => {
      const { customerCode = '', model = '' } = registered.get(serial) ?? {};
      return { line, serial, customerCode, model };
    }),
    keptCount: kept.length,
    errors: all.slice(0, told),
    errorCount: all.length,
    done: false,
  };
  return { result, fresh: fresh.map(({ serial, model, customerCode }) => ({ serial, model, customerCode })) };
}

async function registeredOf(tx: Tx, lines: readonly Line[]): Promise<Map<string, NewTerminal>> {
  const found = new Map<string, NewTerminal>();
  for (let at = 0; at < lines.length; at += askedAtOnce) {
    const serials = lines.slice(at, at + askedAtOnce).map(({ serial }) => serial);
    const rows = await tx.select().from(terminalTable).where(inArray(terminalTable.serial, serials));
    for (const { serial, model, customerCode } of rows) found.set(serial, { serial, model, customerCode });
  }
  return found;
}
