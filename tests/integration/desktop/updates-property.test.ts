import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { UpdateMemory } from '#main/desktop/updates/memory.ts';
import { checkSignature } from '#main/desktop/updates/signature.ts';
import { Updates } from '#main/desktop/updates/updates.ts';
import { giveLibraries } from '#tests/simulators/electron/for-libraries.ts';
import { newKey, ReleaseFeed } from '#tests/support/release-feed.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { electron, install, program } from './updates-library.ts';

giveLibraries(electron);

const file = 'latest-linux.yml';
const name = (version: string) => `landing-desk-${version}-linux-x86_64.AppImage`;
const versions = ['0.9.0', '1.0.0', '1.1.0', '1.2.0'] as const;
const stranger = newKey();

let folder: ReturnType<typeof tempFolder>;
let feed: ReleaseFeed;
beforeAll(async () => {
  folder = tempFolder();
  feed = await ReleaseFeed.open(join(folder.path, 'feed'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await feed.close();
  folder.remove();
});

/** What whoever holds the feed, a cable or a disk may do between two steps of the program. */
const deed = fc.oneof(
  fc.record({ do: fc.constant('publish' as const), version: fc.constantFrom(...versions), isOurs: fc.boolean() }),
  fc.record({
    do: fc.constant('spoil' as const),
    what: fc.constantFrom('file', 'signature', 'artifact'),
    at: fc.nat(2000),
    bit: fc.nat(7),
  }),
  fc.record({
    do: fc.constant('rename' as const),
    from: fc.constantFrom(...versions),
    to: fc.constantFrom(...versions),
  }),
  fc.record({ do: fc.constant('replay' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('claim' as const), version: fc.constantFrom(...versions) }),
  fc.record({ do: fc.constantFrom('check' as const, 'download' as const, 'install' as const, 'spoilDisk' as const) }),
);

const ours = (version: (typeof versions)[number]) => ({ do: 'publish' as const, version, isOurs: true });
const theirs = (version: (typeof versions)[number]) => ({ do: 'publish' as const, version, isOurs: false });

const quietly = (work: () => void) => {
  try {
    work();
  } catch {
    // What is not there cannot be spoilt.
  }
};

test(
  'no answers of a feed make an update ready, or installed, that our key did not sign',
  async () => {
    let round = 0;
    let readied = 0;
    let clock = Date.now() - 10 * 60 * 60 * 1000;
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 12 }), async (deeds) => {
        const home = join(folder.path, `home-${round++}`);
        const marker = join(home, 'ran');
        const memory = new UpdateMemory(join(folder.path, `memory-${round}.json`), () => undefined);
        const { library, appImage } = install(home, feed, { seen: () => memory.current.seen[''] ?? 0 });
        const signed = new Map<string, Buffer>();
        const history: { bytes: Buffer; signature: Buffer }[] = [];
        // Collected, not thrown: what is thrown inside is a failed update, as any other.
        const violations: string[] = [];
        let newest = 0;
        let path: string | undefined;
        const before = readFileSync(appImage);
        const updates = new Updates({
          version: '1.0.0',
          source: undefined,
          memory,
          library: {
            async check() {
              const offer = await library.check();
              const signedAt = Date.parse(offer.release.info.landingDesk.signedAt);
              if (signedAt < newest) violations.push(`${offer.release.info.version} was offered by a replay`);
              newest = signedAt;
              return offer;
            },
            cancelDownload: () => library.cancelDownload(),
            checkAgain: (release, at) => library.checkAgain(release, at),
            install: (runAfter) => library.install(runAfter),
            async download(release, onProgress) {
              path = await library.download(release, onProgress);
              try {
                checkSignature(release.bytes, release.signature, [feed.signer.publicKey]);
              } catch {
                violations.push(`${release.info.version} was downloaded unsigned`);
              }
              return path;
            },
          },
          waitsFor: () => [],
          quit: () => undefined,
          relaunch: () => undefined,
          onState({ status }) {
            if (status.phase !== 'ready') return;
            readied += 1;
            expect(signed.has(status.release.version)).toBe(true);
            expect(['1.1.0', '1.2.0']).toContain(status.release.version);
          },
          onProblem: () => undefined,
        });

        for (const one of deeds) {
          const at = { file, signature: `${file}.sig`, artifact: name('1.1.0') };
          if (one.do === 'publish') {
            const artifact = program(one.version, marker, round);
            const keys = [one.isOurs ? feed.signer.key : stranger.key];
            clock += 1000;
            feed.publish({ version: one.version, artifact, keys, now: new Date(clock) });
            history.push({
              bytes: readFileSync(join(feed.folder, file)),
              signature: readFileSync(join(feed.folder, `${file}.sig`)),
            });
            if (one.isOurs) signed.set(one.version, artifact);
          } else if (one.do === 'spoil') {
            quietly(() =>
              feed.tamper(at[one.what as keyof typeof at], (bytes) => {
                const index = one.at % bytes.length;
                bytes[index] = (bytes[index] ?? 0) ^ (1 << one.bit);
                return bytes;
              }),
            );
          } else if (one.do === 'replay') {
            const old = history[one.which % Math.max(1, history.length)];
            if (old) writeFileSync(join(feed.folder, file), old.bytes);
            if (old) writeFileSync(join(feed.folder, `${file}.sig`), old.signature);
          } else if (one.do === 'rename') {
            quietly(() => copyFileSync(join(feed.folder, name(one.from)), join(feed.folder, name(one.to))));
          } else if (one.do === 'claim') {
            quietly(() =>
              feed.tamper(file, (bytes) =>
                Buffer.from(bytes.toString().replace(/^version: .*/m, `version: ${one.version}`)),
              ),
            );
          } else if (one.do === 'spoilDisk') {
            quietly(() => path && writeFileSync(path, program('6.6.6', marker)));
          } else if (one.do === 'check') await updates.check('person');
          else if (one.do === 'download') await updates.download();
          else await updates.install('now');
        }
        await updates.atQuit()?.();
        expect(violations).toEqual([]);
        const after = readFileSync(appImage);
        expect([before, ...signed.values()].some((bytes) => bytes.equals(after))).toBe(true);
      }),
      {
        ...runs(60),
        examples: [
          [[ours('1.2.0'), { do: 'check' }, { do: 'download' }, { do: 'install' }]],
          [[ours('1.2.0'), { do: 'check' }, { do: 'download' }, { do: 'spoilDisk' }, { do: 'install' }]],
          [[ours('1.2.0'), { do: 'check' }, { do: 'download' }, { do: 'install' }, { do: 'spoilDisk' }]],
          [[ours('1.1.0'), ours('1.2.0'), { do: 'check' }, { do: 'replay', which: 0 }, { do: 'check' }]],
          [[theirs('1.2.0'), { do: 'check' }, { do: 'download' }, { do: 'install' }]],
          [[ours('0.9.0'), { do: 'check' }, { do: 'download' }, { do: 'install' }]],
        ],
      },
    );
    expect(readied).toBeGreaterThan(0);
  },
  timeLimit(60_000),
);
