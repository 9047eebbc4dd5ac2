import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as double from '#tests/simulators/electron/index.ts';
import { rendererMembers } from '#tests/simulators/electron/preload-runtime.ts';
import { UtilityProcess } from '#tests/simulators/electron/utility-process.ts';
import { WebContents } from '#tests/simulators/electron/window.ts';

const root = join(import.meta.dirname, '../../..');
const declarations = readFileSync(join(root, 'node_modules/electron/electron.d.ts'), 'utf8');

/** What Electron's type declarations say a class or interface has, inherited members of the same file included. */
function declaredMembers(type: string): Set<string> {
  const head = new RegExp(`^  (?:class|interface) ${type}(?: extends ([\\w.]+))? \\{$`, 'm').exec(declarations);
  if (!head) throw new Error(`electron.d.ts declares no ${type}`);
  const start = head.index + head[0].length;
  const body = declarations.slice(start, declarations.indexOf('\n  }\n', start));
  const names = [...body.matchAll(/^ {4}(?:static |readonly )*(\w+)[?]?[(:]/gm)].map((match) => match[1] ?? '');
  const parent = head[1];
  const inherited = parent && !/EventEmitter$/.test(parent) ? declaredMembers(parent) : [];
  return new Set([...names, ...inherited]);
}

/** What an object or class of the stand-in has of its own: not what every event emitter or function has. */
function ownMembers(target: object): string[] {
  const shared = new Set(['constructor', 'length', 'name', 'prototype']);
  const inherited = typeof target === 'function' ? target.prototype : Object.getPrototypeOf(target);
  const owners: object[] = [target, inherited].filter((owner) => owner !== EventEmitter.prototype);
  return owners
    .filter((owner) => owner !== Object.prototype)
    .flatMap((owner) => Object.getOwnPropertyNames(owner))
    .filter((name) => !shared.has(name) && !name.startsWith('_') && name !== 'domain');
}

describe('the stand-in for Electron is honest', () => {
  test.each([
    ['App', double.app],
    ['BrowserWindow', double.BrowserWindow],
    ['Dialog', double.dialog],
    ['IpcMain', double.ipcMain],
    ['Menu', double.Menu],
    ['NativeTheme', double.nativeTheme],
    ['Protocol', double.protocol],
    ['Session', double.session.defaultSession],
    ['Shell', double.shell],
    ['UtilityProcess', double.utilityProcess],
    ['UtilityProcess', UtilityProcess.prototype],
    ['WebContents', WebContents.prototype],
  ])('everything on its %s exists in Electron', (type, target) => {
    const offered = ownMembers(target);
    expect(offered.length).toBeGreaterThan(0);
    const declared = declaredMembers(type);
    expect(offered.filter((name) => !declared.has(name))).toEqual([]);
  });

  test.each(Object.entries(rendererMembers))('everything on its %s exists in Electron', (name, members) => {
    const declared = declaredMembers(name[0]?.toUpperCase() + name.slice(1));
    expect(members.filter((member) => !declared.has(member))).toEqual([]);
  });

  test('every event it emits is one of Electron’s', () => {
    const folder = join(root, 'tests/simulators/electron');
    const text = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && file !== 'parent-port.ts')
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const emitted = [...text.matchAll(/(?:\.emit|asked)\('([\w-]+)'/g)].map((match) => match[1]);
    expect(emitted.length).toBeGreaterThan(8);
    expect(emitted.filter((name) => !declarations.includes(`(event: '${name}'`))).toEqual([]);
  });

  test('everything the desktop imports from electron is offered', () => {
    const folder = join(root, 'src-main/desktop');
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
    const imported = files.flatMap((file) =>
      [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/^import (?!type\b)\{([^}]*)\} from 'electron';$/gm),
      ].flatMap((match) =>
        (match[1] ?? '')
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name && !name.startsWith('type ')),
      ),
    );
    const offered = new Set([...Object.keys(double), ...Object.keys(rendererMembers)]);
    expect(imported).toContain('BrowserWindow');
    expect(imported.filter((name) => !offered.has(name))).toEqual([]);
  });
});
