import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { LogFile } from '../log-file.ts';

/** The desktop's own log; nothing in it is personal or secret. Without a place to write, it is silent. */
export function openLog(folder: string): pino.Logger {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return pino({ level: 'info' }, new LogFile(join(folder, 'desktop.log')));
  } catch {
    return pino({ level: 'silent' });
  }
}
