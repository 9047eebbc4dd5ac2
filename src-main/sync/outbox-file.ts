import { setImmediate } from 'node:timers/promises';
import { neutralise } from '#shared/csv.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';
import type { Journal } from './journal.ts';

const columns = ['seq', 'at', 'actor', 'entity', 'id', 'kind', 'state', 'code', 'content'] as const;
const page = 1_000;
/** More than anybody reads; what is beyond is told of by the file itself. */
const most = 200_000;

function cell(value: OutboxEntry[(typeof columns)[number]]): string {
  const text = neutralise(String(value ?? ''));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Everything that has not travelled, as CSV (RFC 4180, with a byte order mark for spreadsheets) or JSON. */
export async function outboxFile(journal: Journal, format: 'csv' | 'json'): Promise<string> {
  const entries: OutboxEntry[] = [];
  for (let after = 0; entries.length < most; ) {
    const some = journal.entries(after, page);
    entries.push(...some);
    const last = some.at(-1);
    if (!last || some.length < page) break;
    after = last.seq;
    // The shop goes on meanwhile.
    await setImmediate();
  }
  const times = entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }));
  if (format === 'json') return `${JSON.stringify(times, undefined, 2)}\n`;
  const lines = times.map((entry) => columns.map((name) => cell(entry[name])).join(','));
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}
