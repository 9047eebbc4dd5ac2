import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fromLandingSchema } from '#shared/desktop/landing-channel.ts';

const program = join(import.meta.dirname, 'fixtures/channel.ts');
const electronPort = join(import.meta.dirname, '../../simulators/electron/parent-port.ts');
const patience = { timeout: 30_000 };

let started: ChildProcess | undefined;
afterEach(() => {
  started?.kill('SIGKILL');
  started = undefined;
});

/** A program with a line to its parent: Node's own, or Electron's parent port. */
async function start(behaviour: 'listens' | 'loads', line: 'node' | 'electron' | 'none' = 'node') {
  const before = line === 'electron' ? ['--import', electronPort] : [];
  const stdio = ['ignore', 'pipe', 'inherit', ...(line === 'none' ? [] : ['ipc' as const])] as const;
  const child = spawn(process.execPath, [...before, program, behaviour], { stdio: [...stdio] });
  started = child;
  const heard: unknown[] = [];
  const said: string[] = [];
  child.on('message', (message) => void heard.push(message));
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (text) => void said.push(text));
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  await vi.waitFor(() => expect(said[0]).toMatch(/^connected/), patience);
  // Electron's port wraps each message of the parent in an event.
  const send = (message: object) => void child.send(line === 'electron' ? { data: message } : message);
  return { child, heard, said, exit, send };
}

describe.each(['node', 'electron'] as const)('the line between a landing and its supervisor (%s)', (line) => {
  test('carries what the landing tells', async () => {
    const { heard, said } = await start('listens', line);
    expect(said[0]).toBe('connected true');
    await vi.waitFor(() => expect(heard).toHaveLength(1), patience);
    expect(fromLandingSchema.parse(heard[0])).toMatchObject({ type: 'status', status: { waitingOrders: 1 } });
  });

  test('brings the wish to look around and the wish to stop; what is not understood is ignored', async () => {
    const { said, send, exit } = await start('listens', line);
    for (const garbage of [{}, { type: 'stopp' }, { type: ['stop'] }, [], { data: { data: { type: 'stop' } } }])
      send(garbage);
    send({ type: 'lookAround' });
    await vi.waitFor(() => expect(said).toEqual(['connected true', 'lookAround']), patience);
    send({ type: 'stop' });
    expect(await exit).toEqual([7, null]);
    // Its exit may come before its last words.
    await vi.waitFor(() => expect(said.at(-1)).toBe('SIGTERM'), patience);
  });

  test('ends a program that has not begun to listen', async () => {
    const { send, exit } = await start('loads', line);
    send({ type: 'stop' });
    expect(await exit).toEqual([0, null]);
  });
});

describe('without Electron', () => {
  test.each([
    ['listens', 7],
    ['loads', 0],
  ] as const)('a program whose supervisor is gone ends (%s)', async (behaviour, code) => {
    const { child, exit } = await start(behaviour);
    child.disconnect();
    expect(await exit).toEqual([code, null]);
  });

  test('a program that was started by hand has no line, and runs', async () => {
    const { said, child, exit } = await start('listens', 'none');
    expect(said[0]).toBe('connected false');
    child.kill('SIGTERM');
    expect(await exit).toEqual([7, null]);
  });
});
