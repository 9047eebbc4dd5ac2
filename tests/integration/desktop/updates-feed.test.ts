import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UpdateProblem } from '#main/desktop/updates/problem.ts';
import { giveLibraries } from '#tests/simulators/electron/for-libraries.ts';
import { patience } from '#tests/support/patience.ts';
import { newKey, ReleaseFeed } from '#tests/support/release-feed.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { electron, install, program } from './updates-library.ts';

giveLibraries(electron);

let folder: ReturnType<typeof tempFolder>;
let feed: ReleaseFeed;
const home = () => join(folder.path, 'home');
const marker = () => join(home(), 'ran');

beforeEach(async () => {
  folder = tempFolder();
  feed = await ReleaseFeed.open(join(folder.path, 'feed'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await feed.close();
  folder.remove();
});

/** The reason a promise is refused for. */
async function reason(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => 'nothing',
    (error: unknown) => (error instanceof UpdateProblem ? error.reason : error),
  );
  if (typeof outcome !== 'string') throw outcome;
  return outcome;
}

/** Files that somebody might take for a whole download. */
function leftOvers(pending: string): string[] {
  return existsSync(pending) ? readdirSync(pending).filter((name) => !name.startsWith('temp-')) : [];
}

describe('a good release', () => {
  test('is found, fetched, checked, and takes the old program’s place', async () => {
    const next = program('1.1.0', marker(), 50_000);
    feed.publish({ version: '1.1.0', artifact: next });
    const { library, appImage, previous, ran } = install(home(), feed);
    const { release, isForUs } = await library.check();
    expect({ isForUs, version: release.info.version }).toEqual({ isForUs: true, version: '1.1.0' });

    const progress: number[] = [];
    const path = await library.download(release, (done) => progress.push(done));
    expect(readFileSync(path).equals(next)).toBe(true);
    expect(progress.at(-1)).toBe(next.length);

    const old = readFileSync(appImage);
    await library.install(true);
    expect(readFileSync(appImage).equals(next)).toBe(true);
    expect(readFileSync(previous).equals(old)).toBe(true);
    await vi.waitFor(() => expect(ran()).toBe('1.1.0'), patience);
  });

  test('is not fetched twice: what an earlier start of the program fetched whole is used', async () => {
    const { name } = feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()) });
    const first = install(home(), feed);
    await first.library.download((await first.library.check()).release, () => undefined);
    const second = install(home(), feed);
    const { release } = await second.library.check();
    await second.library.download(release, () => undefined);
    expect(feed.asked.filter((asked) => asked === name)).toHaveLength(1);
  });

  test('tells the feed nothing that would know this installation again', async () => {
    const { file } = feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()) });
    let headers = '';
    feed.answers.set(file, (request, response) => {
      headers = JSON.stringify(request.headers);
      response.end(readFileSync(join(feed.folder, file)));
    });
    const { library } = install(home(), feed);
    await library.check();
    expect(headers).not.toMatch(/staging|cookie/i);
  });
});

describe('the release file', () => {
  const publish = () => feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()) });
  const check = (more = {}) => reason(install(home(), feed, more).library.check());

  test('without a signature is refused', async () => {
    feed.remove(`${publish().file}.sig`);
    expect(await check()).toBe('unsigned');
  });

  test('with an empty signature file is refused', async () => {
    feed.tamper(`${publish().file}.sig`, () => Buffer.alloc(0));
    expect(await check()).toBe('unsigned');
  });

  test('changed by one byte is refused', async () => {
    feed.tamper(publish().file, (bytes) => Buffer.from(bytes.toString().replace('1.1.0', '1.1.1')));
    expect(await check()).toBe('badSignature');
  });

  test('with the signature of another release is refused', async () => {
    const { file } = publish();
    const other = readFileSync(join(feed.folder, `${file}.sig`));
    feed.publish({ version: '1.2.0', artifact: program('1.2.0', marker()) });
    feed.tamper(`${file}.sig`, () => other);
    expect(await check()).toBe('badSignature');
  });

  test('signed with a key the program does not know is refused', async () => {
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), keys: [newKey().key] });
    expect(await check()).toBe('otherKey');
  });

  test('signed with an old and a new key passes for programs with either', async () => {
    const next = newKey();
    const keys = [feed.signer.key, next.key];
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), keys });
    expect(await check({ keys: [feed.signer.publicKey] })).toBe('nothing');
    expect(await check({ keys: [next.publicKey] })).toBe('nothing');
  });

  test('of another platform or channel under this name is refused, though it is signed', async () => {
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), file: 'beta-linux.yml' });
    for (const end of ['', '.sig']) {
      writeFileSync(
        join(feed.folder, `latest-linux.yml${end}`),
        readFileSync(join(feed.folder, `beta-linux.yml${end}`)),
      );
    }
    expect(await check()).toBe('replayed');
  });

  test('signed before one already seen is refused', async () => {
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), now: new Date(Date.now() - 60_000) });
    expect(await check({ seen: () => Date.now() - 30_000 })).toBe('replayed');
  });

  test('that expired is refused where it offers something new, and says that there is nothing new else', async () => {
    const now = new Date(Date.now() - 10 * 86_400_000);
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), now, validDays: 5 });
    expect(await check()).toBe('expired');
    expect(await check({ version: '1.1.0' })).toBe('nothing');
  });

  test('signed in the future is refused', async () => {
    const now = new Date(Date.now() + 3 * 86_400_000);
    feed.publish({ version: '1.1.0', artifact: program('1.1.0', marker()), now });
    expect(await check()).toBe('expired');
  });

  test.each([
    ['garbage', '\u0000\u0001{{{: ]'],
    ['an HTML page', '<!doctype html><title>Sign in to the Wi-Fi</title>'],
    ['nothing', ''],
    ['a number', '42'],
  ])('that is %s is refused', async (_what, text) => {
    const { file } = publish();
    feed.tamper(file, () => Buffer.from(text));
    expect(await check()).toBe('badSignature');
  });

  test('that never ends is given up', async () => {
    const { file } = publish();
    feed.answers.set(file, (_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(await check()).toBe('tooLarge');
  });

  test('behind a redirect is not followed', async () => {
    const { file } = publish();
    feed.answers.set(file, (_request, response) => response.writeHead(302, { location: `/${file}?again` }).end());
    expect(await check()).toBe('offline');
    expect(feed.asked).toEqual([file]);
  });

  test('that is not there is told apart from a feed that is down', async () => {
    expect(await check()).toBe('noRelease');
    feed.answers.set('latest-linux.yml', (_request, response) => response.writeHead(503).end());
    expect(await check()).toBe('offline');
    feed.answers.set('latest-linux.yml', (request) => request.socket.destroy());
    expect(await check()).toBe('offline');
  });
});

describe('versions and roll-out', () => {
  const offer = async (publication: { version: string; staging?: number }, installed: string) => {
    feed.publish({ ...publication, artifact: program(publication.version, marker()) });
    const { isForUs, isNewer } = await install(home(), feed, { version: installed }).library.check();
    return { isForUs, isNewer };
  };

  test.each([
    ['the same', '1.0.0', '1.0.0', false],
    ['an older one', '0.9.9', '1.0.0', false],
    ['a newer one', '1.0.1', '1.0.0', true],
    ['a newer one by number, not by letter', '1.10.0', '1.9.0', true],
  ])('%s', async (_what, published, installed, expected) => {
    expect(await offer({ version: published }, installed)).toEqual({ isForUs: expected, isNewer: expected });
  });

  test('nobody is in a roll-out of 0, everybody in one of 100', async () => {
    expect(await offer({ version: '1.1.0', staging: 0 }, '1.0.0')).toEqual({ isForUs: false, isNewer: true });
    expect(await offer({ version: '1.1.0', staging: 100 }, '1.0.0')).toEqual({ isForUs: true, isNewer: true });
  });

  test.each([
    ['00000000-0000-4000-8000-000000000000', true],
    ['00000000-0000-4000-8000-00004ccccccc', true],
    ['00000000-0000-4000-8000-000080000000', false],
    ['00000000-0000-4000-8000-0000ffffffff', false],
  ])('installation %s in a roll-out of 30: %s', async (id, expected) => {
    feed.publish({ version: '1.1.0', staging: 30, artifact: program('1.1.0', marker()) });
    const { library } = install(home(), feed);
    writeFileSync(join(home(), '.updaterId'), id);
    expect((await library.check()).isForUs).toBe(expected);
  });

  test('an installation keeps its place in the roll-out from start to start', async () => {
    feed.publish({ version: '1.1.0', staging: 50, artifact: program('1.1.0', marker()) });
    const first = (await install(home(), feed).library.check()).isForUs;
    const id = readFileSync(join(home(), '.updaterId'), 'utf8');
    expect((await install(home(), feed).library.check()).isForUs).toBe(first);
    expect(readFileSync(join(home(), '.updaterId'), 'utf8')).toBe(id);
  });
});

describe('the file of a release', () => {
  const large = () => program('1.1.0', marker(), 2_000_000);
  const begin = async (more = {}) => {
    const { name } = feed.publish({ version: '1.1.0', artifact: large() });
    const installed = install(home(), feed, more);
    const { release } = await installed.library.check();
    return { ...installed, name, release, fetchIt: () => installed.library.download(release, () => undefined) };
  };

  test('that was changed is refused and thrown away', async () => {
    const { name, fetchIt, pending } = await begin();
    feed.tamper(name, (bytes) => {
      bytes[5000] = (bytes[5000] ?? 0) ^ 1;
      return bytes;
    });
    expect(await reason(fetchIt())).toBe('tampered');
    expect(leftOvers(pending)).toEqual([]);
  });

  test('that was changed on the disk after it was checked is refused before it is installed', async () => {
    const { library, release, fetchIt } = await begin();
    const path = await fetchIt();
    writeFileSync(path, program('6.6.6', marker()));
    expect(await reason(library.checkAgain(release, path))).toBe('tampered');
  });

  test('whose connection breaks off is never offered in half, and is fetched whole at the next try', async () => {
    const { name, fetchIt, pending } = await begin();
    const bytes = large();
    feed.answers.set(name, (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 700_000), () => response.destroy());
    });
    expect(await reason(fetchIt())).toBe('interrupted');
    expect(leftOvers(pending)).toEqual([]);
    feed.answers.delete(name);
    expect(readFileSync(await fetchIt()).equals(bytes)).toBe(true);
  });

  test('shorter than announced is never offered', async () => {
    const { name, fetchIt, pending } = await begin();
    feed.answers.set(name, (_request, response) => response.end(large().subarray(0, 700_000)));
    expect(await reason(fetchIt())).toBe('tampered');
    expect(leftOvers(pending)).toEqual([]);
  });

  test('that never ends is stopped long before it fills the disk', async () => {
    const { name, fetchIt, pending } = await begin();
    let sent = 0;
    feed.answers.set(name, (_request, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(256 * 1024))) sent += 256 * 1024;
      };
      response.on('drain', pour);
      pour();
    });
    expect(await reason(fetchIt())).toBe('tooLarge');
    expect(sent).toBeLessThan(64 * 2 ** 20);
    expect(leftOvers(pending)).toEqual([]);
  });

  test('that stops arriving is given up after a silence', async () => {
    const { name, fetchIt } = await begin({ limits: { reserveBytes: 0, silenceMs: 150 } });
    feed.answers.set(name, (_request, response) => {
      response.writeHead(200);
      response.write('begun');
    });
    expect(await reason(fetchIt())).toBe('interrupted');
  });

  test('that trickles is given up after its time', async () => {
    const { name, fetchIt } = await begin({ limits: { reserveBytes: 0, silenceMs: 5000, totalMs: 300 } });
    feed.answers.set(name, (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(drip));
    });
    expect(await reason(fetchIt())).toBe('tooSlow');
  });

  test('is not begun where the disk would run full', async () => {
    const { fetchIt, name } = await begin({ limits: { reserveBytes: Number.MAX_SAFE_INTEGER / 2 } });
    expect(await reason(fetchIt())).toBe('noSpace');
    expect(feed.asked).not.toContain(name);
  });

  test('can be cancelled, and fetched later', async () => {
    const { library, name, fetchIt, pending } = await begin();
    const bytes = large();
    feed.answers.set(name, (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => library.cancelDownload());
    });
    expect(await reason(fetchIt())).toBe('interrupted');
    expect(leftOvers(pending)).toEqual([]);
    feed.answers.delete(name);
    expect(readFileSync(await fetchIt()).equals(bytes)).toBe(true);
  });
});
