/** The far side: express-pouchdb over LevelDB on the disk, in a process of its own. Prints its port. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const express = require('express');
const PouchDB = require('pouchdb');
const handler = require('express-pouchdb');

const [folder] = process.argv.slice(2);
const Durable = PouchDB.defaults({ prefix: `${folder}/`, adapter: 'leveldb' });
const app = express();
app.use(
  '/',
  handler(Durable, { mode: 'minimumForPouchDB', logPath: `${folder}/log.txt`, configPath: `${folder}/config.json` }),
);
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});
