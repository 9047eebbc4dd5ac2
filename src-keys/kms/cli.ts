import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { standardError } from '#server/command-line.ts';
import { loggedError } from '#server/logged-error.ts';
import { KeyRefusal, readArguments, runProgram } from '../refusal.ts';
import { startKms } from './program.ts';

const usage = `A customer's key management system, reference implementation.

  npm run kms -- --port N --data DIR [options]

  --port N              TCP port, mutual TLS
  --data DIR            folder of the database and the storage key
  --host ADDRESS        address it listens on (default: 127.0.0.1)
  --credentials DIR     folder of kms.pem, kms.key, kms-transport.pem, kms-transport.key, root.pem and trust.pem
                        (default: DATA/credentials)
  --drop DIR            take deliveries from files in this folder too
  --json                print one JSON line when ready

A passphrase in LANDING_KMS_PASSPHRASE protects the storage key and opens encrypted .key files.
`;

const options = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string' },
  credentials: { type: 'string' },
  drop: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function refuse(problem: string): never {
  throw new KeyRefusal('bad_arguments', { problem: `${problem}\n${usage}` });
}

async function main(argv: readonly string[]): Promise<number> {
  const { values } = readArguments(usage, () => parseArgs({ args: [...argv], options }));
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { port = refuse('--port is needed.'), data = refuse('--data is needed.') } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) refuse('--port must be a number from 0 to 65535.');
  const ended = Promise.withResolvers<void>();
  process.once('SIGTERM', () => ended.resolve());
  process.once('SIGINT', () => ended.resolve());
  const running = await startKms({
    host: values.host,
    port: Number(port),
    data: resolve(data),
    credentials: values.credentials && resolve(values.credentials),
    drop: values.drop && resolve(values.drop),
    passphrase: process.env['LANDING_KMS_PASSPHRASE'] || undefined,
    log: pino({ level: 'info', serializers: { err: loggedError } }, standardError()),
  });
  const { id, url } = running;
  process.stdout.write(values.json ? `${JSON.stringify({ ready: true, id, url })}\n` : `KMS ${id} answers at ${url}\n`);
  await ended.promise;
  await running.stop();
  return 0;
}

runProgram(() => main(process.argv.slice(2)));
