import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from './settings.ts';

/** What an entry starts: a program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/**
 * The `Exec` value of a command: each argument quoted, `%` doubled since it begins a field code, then the escapes of a
 * string value (Desktop Entry Specification 1.5, “The Exec key” and “Possible value types”).
 */
export function execValue(command: Command): string {
  const quoted = command.map((part) => `"${part.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`);
  return quoted.join(' ').replaceAll('\\', '\\\\');
}

/** Whether an entry starts this very command at login: settings applications switch an entry off without removing it. */
export function startsAtLogin(entry: string, command: Command): boolean {
  const group = /^\[Desktop Entry\]$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(entry)?.[1] ?? '';
  const stringOf = (key: string) => new RegExp(`^${key}[ \\t]*=[ \\t]*(.*)$`, 'm').exec(group)?.[1]?.trim();
  return (
    stringOf('Exec') === execValue(command) &&
    stringOf('Hidden') !== 'true' &&
    stringOf('X-GNOME-Autostart-enabled') !== 'false'
  );
}

/**
 * Starting at login on Linux, where Electron has nothing for it: an entry in the folder `autostart` (Desktop Application
 * Autostart Specification 0.5).
 */
export class Autostart {
  readonly #path: string;
  readonly #command: Command;

  constructor(path: string, command: Command) {
    this.#path = path;
    this.#command = command;
  }

  isOn(): boolean {
    try {
      return startsAtLogin(readFileSync(this.#path, 'utf8'), this.#command);
    } catch {
      return false;
    }
  }

  /** Writes or removes the entry. Throws the system's error when it cannot. */
  set(wanted: boolean): void {
    if (!wanted) {
      rmSync(this.#path, { force: true });
      return;
    }
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const lines = [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Landing Desk',
      `Exec=${execValue(this.#command)}`,
      'Terminal=false',
      'X-GNOME-Autostart-enabled=true',
    ];
    writeWhole(this.#path, `${lines.join('\n')}\n`);
  }
}
