import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { loggedError } from '#server/logged-error.ts';
import { startCloud } from './cloud.ts';
import { programRoot } from './paths.ts';

const usage = `Usage: cloud --port N [--host ADDRESS] [--data DIR] [--json]
  --port N        TCP port
  --host ADDRESS  address it listens on (default: 127.0.0.1; a reverse proxy stands before it)
  --data DIR      folder of the embedded database, where DATABASE_URL is not set
  --json          print one JSON line when ready
`;

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.port === undefined || !/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      return refuse('--port must be a number from 0 to 65535.');
    }
    const databaseUrl = process.env['DATABASE_URL'];
    if (databaseUrl === undefined && values.data === undefined) return refuse('Set DATABASE_URL, or give --data.');
    const dataFolder = values.data === undefined ? undefined : resolve(values.data);
    return { port: Number(values.port), host: values.host, dataFolder, databaseUrl, json: values.json };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const args = readArguments();
const redact = ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.credential', '*.code'];
// Standard error, as servers do: standard output says when it is ready.
const log = pino({ level: 'info', redact, serializers: { err: loggedError } }, pino.destination(2));
const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string };
const cloud = await startCloud({ ...args, version, log });
let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await cloud.close();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.stdout.write(`${args.json ? JSON.stringify({ ready: true, url: cloud.url }) : `Cloud  ${cloud.url}`}\n`);
