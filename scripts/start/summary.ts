import { toString as qrToString } from 'qrcode';
import type { ReadyLine } from '#shared/desktop/contract.ts';
import type { CloudReady } from './cloud.ts';
import type { StartOptions } from './options.ts';
import type { Say } from './sentences.ts';

/** Columns a text takes in a terminal: East Asian wide characters take two (UAX #11, the ranges used here). */
function columns(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/** Labels and texts below each other, the texts in one column. */
export function tabulate(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => columns(label))) + 2;
  return rows.map(([label, text]) => `  ${label}${' '.repeat(width - columns(label))}${text}`);
}

function cloudRows(cloud: CloudReady | undefined, say: Say): [string, string][] {
  if (!cloud) return [];
  const { url, operator } = cloud;
  const account: [string, string][] = operator
    ? [[say('operator'), `${url}/operator  ${operator.name} / ${operator.password}`]]
    : [];
  return [[say('cloud'), url], ...account];
}

/** Everything a person needs after the start: where things are, who may sign in, and the first table's code to scan. */
export async function summarize(
  ready: ReadyLine,
  options: StartOptions,
  say: Say,
  cloud?: CloudReady,
): Promise<string> {
  const rows: [string, string][] = [
    [say('dataFolder'), options.data],
    [say('console'), ready.consoleUrl],
    ...cloudRows(cloud, say),
    ...ready.accounts.map((account): [string, string] => [say('account'), say('accountText', account)]),
    ...ready.guest.map(({ table, url }): [string, string] => [`${say('table')} ${table}`, url]),
  ];
  const lines = tabulate(rows);
  const [first] = ready.guest;
  const code = first
    ? ['', say('scan', { table: first.table }), await qrToString(first.url, { type: 'terminal', small: true })]
    : [];
  return ['', say(options.demo ? 'runningDemo' : 'running'), '', ...lines, ...code].join('\n');
}
