import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askInTerminal, askInWindow, type Question, readAnswer } from '../../../scripts/start/ask.ts';
import { type FirstStart, FirstStartServer, findFirstStart } from '../../../scripts/start/first-start.ts';
import { readOptions } from '../../../scripts/start/options.ts';
import { speaker } from '../../../scripts/start/sentences.ts';
import { rememberChoice, rememberedChoice } from '../../../scripts/start/when-closed.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-closing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const question = (more: Partial<Question> = {}): Question => ({
  say: speaker('en'),
  language: 'en',
  busy: false,
  seconds: 20,
  signal: new AbortController().signal,
  ...more,
});

describe('the question in the terminal', () => {
  test.each([
    ['y', false, 'keep'],
    [' Yes ', false, 'keep'],
    ['继续', false, 'keep'],
    ['n', true, 'stop'],
    ['否', true, 'stop'],
    ['', false, 'stop'],
    ['', true, 'keep'],
    ['what', false, undefined],
  ] as const)('takes %j (busy: %j) as %s', (text, busy, answer) => {
    expect(readAnswer(text, { busy })).toBe(answer);
  });

  const terminal = () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let said = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    return { input, output, said: () => said };
  };

  test('is asked again until it is understood', async () => {
    const { input, output, said } = terminal();
    const answer = askInTerminal(question(), { input, output });
    input.write('perhaps\nyes\n');
    expect(await answer).toBe('keep');
    expect(said().match(/\[y\/N\]/g)).toHaveLength(2);
  });

  test.each([
    [false, 'stop'],
    [true, 'keep'],
  ] as const)('unanswered, ends as its default says (busy: %j → %s)', async (busy, answer) => {
    const inTime = terminal();
    expect(await askInTerminal(question({ busy, seconds: 0.01 }), inTime)).toBe(answer);
    const closed = terminal();
    closed.input.end();
    expect(await askInTerminal(question({ busy }), closed)).toBe(answer);
  });
});

describe('the question in a window', () => {
  const answerIn = (busy: boolean, act: (url: string) => Promise<unknown>) =>
    new Promise<string>((resolve) => {
      const closed = Promise.withResolvers<void>();
      void askInWindow(question({ busy }), (url) => {
        void act(url).then((close) => close === 'closed' && closed.resolve());
        return { ended: closed.promise, close: () => undefined };
      }).then(resolve);
    });
  const post = (url: string, body: string) => fetch(url, { method: 'POST', body });

  test('is answered by its buttons, and by closing it with the default', async () => {
    expect(await answerIn(false, (url) => post(url, 'answer=keep'))).toBe('keep');
    expect(await answerIn(true, (url) => post(url, 'answer=stop'))).toBe('stop');
    expect(await answerIn(true, async () => 'closed')).toBe('keep');
    expect(await answerIn(false, async () => 'closed')).toBe('stop');
  });

  test('is only heard at its secret address, and its page lets no other script run', async () => {
    const wrong: number[] = [];
    const answer = await answerIn(false, async (url) => {
      const { origin, port } = new URL(url);
      for (const address of [
        `${origin}/`,
        `${origin}/${'A'.repeat(32)}/`,
        `http://localhost:${port}${new URL(url).pathname}`,
      ])
        wrong.push((await post(address, 'answer=stop')).status);
      const page = await fetch(url);
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-/);
      expect(await page.text()).toContain('<button name="answer" value="stop" autofocus>');
      await post(url, 'answer=keep');
    });
    expect(answer).toBe('keep');
    expect(wrong).toEqual([404, 404, 404]);
  });
});

test('a choice is remembered, a damaged or unwritable file is as none', () => {
  const home = join(folder, 'home');
  expect(rememberedChoice(home)).toBe('ask');
  expect(rememberChoice(home, 'keep')).toBe(true);
  expect(rememberedChoice(home)).toBe('keep');
  writeFileSync(join(home, 'start.json'), '{"afterClosing":"perhaps"}');
  expect(rememberedChoice(home)).toBe('ask');
  expect(rememberChoice(join(home, 'start.json'), 'stop')).toBe(false);
  expect(readOptions(['--stop-with-window'], {}, 'linux').afterClosing).toBe('stop');
  expect(() => readOptions(['--stop-with-window', '--ask'], {}, 'linux')).toThrow('--ask');
});

test('each data folder has a browser profile of its own', () => {
  const profile = (...args: string[]) => readOptions(args, { XDG_CONFIG_HOME: '/home/shop' }, 'linux').profile;
  expect(profile()).toBe('/home/shop/Landing Desk/browser');
  expect(profile('--data', '/srv/a')).not.toBe(profile('--data', '/srv/b'));
  expect(profile('--data', '/srv/a')).toBe(profile('--data', '/srv/a/'));
});

describe('the first start', () => {
  const about: FirstStart = { pid: 1, port: 4780, demo: false, consoleUrl: 'http://127.0.0.1:4780/', window: true };

  test('answers the next one, until it ends', async () => {
    let asked = 0;
    const server = await FirstStartServer.open(folder, () => {
      asked += 1;
      return about;
    });
    expect(await findFirstStart(folder)).toBeUndefined();
    server.announce();
    expect(await findFirstStart(folder)).toEqual(about);
    expect(asked).toBe(1);
    server.close();
    expect(existsSync(join(folder, 'start.json'))).toBe(false);
    expect(await findFirstStart(folder)).toBeUndefined();
  });

  test.each([
    ['half a file', '{"pid":1'],
    ['nobody there', JSON.stringify({ pid: 1, port: 1, secret: 'x'.repeat(32) })],
    ['nonsense', JSON.stringify({ pid: 1, port: 70_000, secret: 'x' })],
  ])('is not taken for running after it was killed: %s', async (_what, left) => {
    writeFileSync(join(folder, 'start.json'), left);
    expect(await findFirstStart(folder)).toBeUndefined();
  });

  test('does not answer to the secret of another, and leaves another’s address alone', async () => {
    const [one, other] = [
      await FirstStartServer.open(folder, () => about),
      await FirstStartServer.open(folder, () => about),
    ];
    one.announce();
    other.announce();
    one.close();
    expect(await findFirstStart(folder)).toEqual(about);
    other.close();
    expect(await findFirstStart(folder)).toBeUndefined();
  });

  test('makes no folder where the disk is not plugged in', async () => {
    const server = await FirstStartServer.open(join(folder, 'missing'), () => about);
    server.announce();
    expect(existsSync(join(folder, 'missing'))).toBe(false);
    server.close();
  });
});
