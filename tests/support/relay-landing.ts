/**
 * A landing in a process of its own that takes orders over the internet, so that it can be killed. The data folder was made
 * by a test; without a cloud's address it takes the way it knows. Prints a line when it is ready.
 */
import { parseArgs } from 'node:util';
import pino from 'pino';
import { silentAnnouncer } from '#main/lan/service.ts';
import { startLanding } from '#main/landing.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, cloud: { type: 'string' }, credential: { type: 'string' } },
});
const { data = '', cloud = '', credential = '' } = values;
await startLanding({
  dataFolder: data,
  port: 0,
  staffPort: 0,
  host: '127.0.0.1',
  announcer: silentAnnouncer,
  version: '0.0.0-test',
  log: pino({ level: 'silent' }),
  ...(cloud === '' ? {} : { cloud: { current: () => ({ address: cloud, credential }), onChange: () => () => {} } }),
  relayTiming: { firstRetryMs: 20, longestRetryMs: 100, silenceMs: 3_000, answerMs: 3_000 },
});
process.stdout.write('ready\n');
