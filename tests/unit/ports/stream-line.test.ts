import { duplexPair } from 'node:stream';
import { expect, it } from 'vitest';
import { StreamLine } from '#main/ports/stream-line.ts';

it('a cable that is pulled while the last bytes leave is a failure of the line, not of the program', async () => {
  const [near] = duplexPair();
  const line = new StreamLine(near, {
    failureOf: (error) => (/cannot drain/.test((error as Error).message) ? 'reset' : 'not_a_port'),
    drained: () => Promise.reject(new Error('Error: Input/output error, cannot drain')),
    finish: async () => true,
    close: async () => {},
  });
  await expect(line.write(Uint8Array.of(1), 1_000)).rejects.toMatchObject({ name: 'LineError', failure: 'reset' });
});

it('a line tells that it ended even while nobody reads', async () => {
  const [near, far] = duplexPair();
  const handling = {
    failureOf: () => 'reset' as const,
    drained: async () => {},
    finish: async () => true,
    close: async () => {},
  };
  const line = new StreamLine(near, handling);
  far.destroy();
  near.destroy();
  await line.ended;
  await expect(line.read(1_000)).rejects.toMatchObject({ failure: 'reset' });
});
