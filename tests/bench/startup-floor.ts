/** The floor of starting: bare Node opens a SQLite file with the landing's pragmas and answers one HTTP request. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from '#main/store/database.ts';

const connection = openDatabase(join(process.argv[2] ?? '.', 'floor.db'));
connection.exec('CREATE TABLE IF NOT EXISTS t (x)');
const server = createServer((_, response) =>
  response.end(JSON.stringify(connection.prepare('SELECT count(*) AS n FROM t').get())),
);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
