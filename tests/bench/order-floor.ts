/**
 * The floor of order intake: bare node:http and one prepared insert of the request's body with synchronous=FULL.
 * `single` commits once per request; `shared` lets requests of one turn of the event loop share a commit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#main/store/database.ts';

const mode = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'bench-floor-'));
const connection = openDatabase(join(folder, 'floor.db'));
connection.exec('CREATE TABLE body (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const insert = connection.prepare('INSERT INTO body (text) VALUES (?)');
const begin = connection.prepare('BEGIN IMMEDIATE');
const commit = connection.prepare('COMMIT');

let waiting: { body: string; response: ServerResponse }[] = [];

function answer(response: ServerResponse): void {
  response.writeHead(201, { 'content-type': 'application/json' });
  response.end('{"ok":true}');
}

function commitTogether(): void {
  const batch = waiting;
  waiting = [];
  begin.run();
  for (const { body } of batch) insert.run(body);
  commit.run();
  for (const { response } of batch) answer(response);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    if (mode === 'single') {
      insert.run(body);
      answer(response);
      return;
    }
    waiting.push({ body, response });
    if (waiting.length === 1) setImmediate(commitTogether);
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/orders` })}\n`);
});

process.on('message', () => process.send?.(process.cpuUsage()));
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
  connection.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
