import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { type Command, readArguments, refuseArguments } from '#server/command-line.ts';
import { StartupError } from '#server/startup-error.ts';
import { operatorFile, operatorFileSchema } from './operator.ts';
import { pageAddressSchema } from './page/face.ts';

const usage = `Usage: mtms operator --data DIR COMMAND
  page                                            an address of the operator's page, good once and for two minutes
  customer CODE NAME                              add or rename a customer
  route CODE https|folder ADDRESS KMS-ID PEMFILE  where its KMS is; the KMS's certificate for key transport, then its issuer's
  terminals CSVFILE                               columns serial,model,customer
  model NAME aes|tdes                             which key a model makes; AES unless it is said here
  batch ID production|repair CODE FILE            a production or repair order; one serial number a line
  approver ID NAME                                announce a second person; gives a one-time code
  no-approver ID                                  take that credential away
  bench ID                                        announce a repair bench; gives a one-time code for its console
  no-bench ID WHY                                 shut a bench out at once: its certificates and its code count no more
  bench-request ID                                the certificate request of a bench, where certificates are issued by hand
  bench-certificate ID PEMFILE                    the certificate that was issued for it, as npm run ca -- issue wrote it
  customers | benches | enrolments                lists
  deliveries [STATE]                              keys on their way
  terminal SERIAL                                 a terminal and its keys
  deliver OP-ID                                   bring a sealed key to its KMS again
  discard OP-ID WHY                               take a key out of quarantine for good
  accept-bench ID WHY                             let a bench back in whose record went wrong
`;

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

type Maker = (...args: string[]) => Call;

/** How an answer is shown: as it is, unless a command says it shorter. */
const shown: Readonly<Record<string, (answer: unknown) => string>> = {
  page: (answer) => pageAddressSchema.parse(answer).url,
};

const get = (path: string): Call => ({ method: 'GET', path });
const part = encodeURIComponent;

function textOf(file: string): string {
  if (!existsSync(file)) return refuseArguments(`There is no file ${file}.`, usage);
  return readFileSync(file, 'utf8');
}

function terminalsIn(file: string): unknown {
  const rows: Record<string, string>[] = parse(textOf(file), {
    columns: true,
    trim: true,
    bom: true,
    skip_empty_lines: true,
  });
  return rows.map(({ serial, model, customer }) => ({ serial, model, customerCode: customer }));
}

const linesOf = (file: string): string[] =>
  textOf(file)
    .split(/\s+/)
    .filter((line) => line !== '');

/** Each command with how many words it takes. */
const commands: Readonly<Record<string, readonly [number, Maker]>> = {
  customer: [2, (code = '', name) => ({ method: 'PUT', path: `/customers/${part(code)}`, body: { name } })],
  route: [
    5,
    (code = '', method, address, kmsId, file = '') => ({
      method: 'PUT',
      path: `/customers/${part(code)}/route`,
      body: { method, address, kmsId, certificate: textOf(file) },
    }),
  ],
  terminals: [1, (file = '') => ({ method: 'POST', path: '/terminals', body: { terminals: terminalsIn(file) } })],
  batch: [
    4,
    (id, kind, customerCode, file = '') => ({
      method: 'POST',
      path: '/batches',
      body: { id, kind, customerCode, serials: linesOf(file) },
    }),
  ],
  approver: [2, (id, name) => ({ method: 'POST', path: '/approvers', body: { id, name } })],
  'no-approver': [1, (id = '') => ({ method: 'DELETE', path: `/approvers/${part(id)}` })],
  page: [0, () => ({ method: 'POST', path: '/page-tickets' })],
  model: [2, (name = '', algorithm) => ({ method: 'PUT', path: `/models/${part(name)}`, body: { algorithm } })],
  discard: [2, (opId = '', why) => ({ method: 'POST', path: `/keys/${part(opId)}/discard`, body: { why } })],
  bench: [1, (id) => ({ method: 'POST', path: '/benches', body: { id } })],
  'no-bench': [2, (id = '', why) => ({ method: 'POST', path: `/benches/${part(id)}/close`, body: { why } })],
  'bench-request': [1, (id = '') => get(`/benches/${part(id)}/request`)],
  'bench-certificate': [
    2,
    (id = '', file = '') => ({
      method: 'PUT',
      path: `/benches/${part(id)}/certificate`,
      body: { certificate: textOf(file) },
    }),
  ],
  enrolments: [0, () => get('/enrolments')],
  customers: [0, () => get('/customers')],
  benches: [0, () => get('/benches')],
  deliveries: [0, (state) => get(state === undefined ? '/deliveries' : `/deliveries?state=${part(state)}`)],
  terminal: [1, (serial = '') => get(`/terminals/${part(serial)}`)],
  deliver: [1, (opId = '') => ({ method: 'POST', path: `/keys/${part(opId)}/deliver` })],
  'accept-bench': [2, (id = '', why) => ({ method: 'POST', path: `/benches/${part(id)}/accept`, body: { why } })],
};

/** Asks the MTMS that runs on a data folder. Throws StartupError not_running. */
export async function askOperator(folder: string, { method, path, body }: Call): Promise<Response> {
  try {
    const { url, token } = operatorFileSchema.parse(JSON.parse(readFileSync(operatorFile(folder), 'utf8')));
    const headers = {
      authorization: `Bearer ${token}`,
      'x-operator': userInfo().username,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return await fetch(`${url}/operator/v1${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    throw new StartupError('not_running', { folder, cause: (cause as Error).message }, { cause });
  }
}

/** `mtms operator`: what the operator keeps, by command, while the MTMS runs. */
export const operator: Command = {
  usage,
  async run(args) {
    const { values, positionals } = readArguments(usage, () =>
      parseArgs({ args: [...args], options: { data: { type: 'string' } }, allowPositionals: true }),
    );
    const [name = '', ...words] = positionals;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) return refuseArguments(`There is no command ${name || '(none)'}.`, usage);
    if (values.data === undefined) return refuseArguments('--data is needed.', usage);
    const [count, make] = command;
    if (words.length < count) return refuseArguments(`${name} needs ${count} words.`, usage);
    const answer = await askOperator(resolve(values.data), make(...words));
    const said: unknown = await answer.json();
    const short = answer.ok ? shown[name]?.(said) : undefined;
    process[answer.ok ? 'stdout' : 'stderr'].write(`${short ?? JSON.stringify(said, undefined, 2)}\n`);
    return answer.ok ? 0 : 1;
  },
};
