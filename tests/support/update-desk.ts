import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Offer, UpdateLibrary } from '#main/desktop/updates/library.ts';
import { UpdateMemory } from '#main/desktop/updates/memory.ts';
import { UpdateProblem } from '#main/desktop/updates/problem.ts';
import type { SignedRelease } from '#main/desktop/updates/release-file.ts';
import { Updates } from '#main/desktop/updates/updates.ts';
import { type UpdateState, type UpdateWait, updateStateSchema } from '#shared/desktop/updates.ts';
import { tempFolder } from './temp-folder.ts';

/** A release as its signed file tells of it. */
export function release(version: string): SignedRelease {
  const info: SignedRelease['info'] = {
    version,
    files: [{ url: `desk-${version}.AppImage`, sha512: '', size: 1000 }],
    releaseDate: '2026-11-20T08:00:00.000Z',
    releaseNotes: 'In any language.',
    landingDesk: {
      file: 'latest-linux.yml',
      signedAt: '2026-11-20T08:00:00.000Z',
      expires: '2027-05-20T08:00:00.000Z',
      notes: { 'zh-CN': '更快。' },
    },
  };
  return { bytes: Buffer.alloc(0), signature: '', info };
}

/** A library that answers as the test says, and remembers what was asked of it. */
export class ScriptedLibrary implements UpdateLibrary {
  readonly asked: string[] = [];
  offer: () => Offer = () => ({ release: release('1.1.0'), isForUs: true, isNewer: true });
  download_ = Promise.withResolvers<string>();
  progress: (done: number, total: number) => void = () => undefined;
  again: () => void = () => undefined;
  installs: () => void = () => undefined;

  async check() {
    this.asked.push('check');
    return this.offer();
  }
  download(_release: SignedRelease, onProgress: (done: number, total: number) => void) {
    this.asked.push('download');
    this.progress = onProgress;
    this.download_ = Promise.withResolvers();
    return this.download_.promise;
  }
  cancelDownload() {
    this.asked.push('cancel');
    this.download_.reject(new UpdateProblem('interrupted', 'cancelled'));
  }
  async checkAgain() {
    this.asked.push('checkAgain');
    this.again();
  }
  async install(runAfter: boolean) {
    this.asked.push(runAfter ? 'install and run' : 'install');
    this.installs();
  }
}

/** Gives desktops that look for updates, in time that tests wind; all of a test share one folder. */
export function updateDesks() {
  let folder: ReturnType<typeof tempFolder>;
  beforeEach(() => {
    vi.useFakeTimers();
    folder = tempFolder();
  });
  afterEach(() => {
    vi.useRealTimers();
    folder.remove();
  });

  return function desk({
    version = '1.0.0',
    library = new ScriptedLibrary() as UpdateLibrary | { off: 'noFeed' },
  } = {}) {
    const waits: UpdateWait[] = [];
    const states: UpdateState[] = [];
    const deeds: string[] = [];
    const open = () =>
      new UpdateMemory(join(folder.path, 'updates.json'), (error) => {
        throw error;
      });
    const memory = open();
    const updates = new Updates({
      version,
      library,
      source: { host: 'updates.example', name: 'https://updates.example/' },
      memory,
      waitsFor: () => [...waits],
      quit: () => deeds.push('quit'),
      relaunch: () => deeds.push('relaunch'),
      onState: (state) => states.push(updateStateSchema.parse(state)),
      onProblem: () => undefined,
    });
    return {
      updates,
      memory,
      /** What the next program finds. */
      kept: () => open().current,
      states,
      deeds,
      library: library as ScriptedLibrary,
      status: () => updates.state().status,
      now(...next: UpdateWait[]) {
        waits.splice(0, waits.length, ...next);
        updates.look();
      },
      async makeReady() {
        await updates.check('person');
        const download = updates.download();
        (library as ScriptedLibrary).download_.resolve('/cache/desk-1.1.0.AppImage');
        await download;
      },
    };
  };
}
