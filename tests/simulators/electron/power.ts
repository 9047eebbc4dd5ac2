import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { control } from './control.ts';

/** Sleep and shutdown happen when a test says so: `powerMonitor.emit('resume')`. */
class PowerMonitor extends EventEmitter {
  override on(event: string, listener: (...args: never[]) => void): this {
    if (!app.isReady()) throw new Error('The power monitor can be used after the ready event only.');
    return super.on(event, listener as (...args: unknown[]) => void);
  }
}

export const powerMonitor = new PowerMonitor();

let lastId = 0;

export const powerSaveBlocker = {
  start(type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    lastId += 1;
    control.sleepBlockers.set(lastId, type);
    return lastId;
  },

  stop(id: number): boolean {
    return control.sleepBlockers.delete(id);
  },

  isStarted(id: number): boolean {
    return control.sleepBlockers.has(id);
  },
};
