import { app } from 'electron';
import type { CallHandlers } from '../ipc.ts';
import type { UpdateSurroundings } from './compose.ts';
import { keepLooking } from './rhythm.ts';
import type { QuitOf, Updates } from './updates.ts';

/** What the rest of the desktop has to do with updates. */
export interface OpenedUpdates {
  readonly handlers: Pick<
    CallHandlers,
    'updateState' | 'checkForUpdate' | 'downloadUpdate' | 'installUpdate' | 'cancelUpdate'
  >;
  /** Begins to look for updates by itself. */
  start(): void;
  /** The shop's state changed. */
  look(): void;
  /** What is to be done once the landing has ended, to be asked before it is stopped. */
  atQuit(end: QuitOf): (() => Promise<void>) | undefined;
}

/** Updates, loaded when somebody first asks about them: the updater is no part of the way to the first window. */
export function openUpdates(surroundings: UpdateSurroundings): OpenedUpdates {
  let updates: Updates | undefined;
  let stopLooking: () => void = () => undefined;
  const load = async () => {
    const { composeUpdates } = await import('./compose.ts');
    updates ??= composeUpdates(surroundings);
    return updates;
  };
  return {
    handlers: {
      updateState: async () => (await load()).state(),
      checkForUpdate: async () => (await load()).check('person'),
      async downloadUpdate() {
        const loaded = await load();
        void loaded.download();
        return loaded.state();
      },
      installUpdate: async (when) => (await load()).install(when),
      cancelUpdate: async () => (await load()).cancel(),
    },
    start() {
      const failed = (err: unknown) => surroundings.log.warn({ err }, 'looking for updates');
      stopLooking = keepLooking(() => void load().then((loaded) => loaded.check('clock'), failed));
    },
    look: () => updates?.look(),
    atQuit(end) {
      stopLooking();
      const install = updates?.atQuit(end);
      return (
        install &&
        (() => {
          // The new program may start before this one has quite ended.
          app.releaseSingleInstanceLock();
          return install();
        })
      );
    },
  };
}
