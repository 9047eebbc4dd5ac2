import { describe, expect, it } from 'vitest';
import { shortcutOf } from '#renderer/console/shortcuts.ts';

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});
const nowhere = { editing: false, onControl: false, sheetOpen: false };

describe('shortcuts', () => {
  it('knows its keys', () => {
    expect(shortcutOf(press('Enter'), nowhere)).toBe('acceptOldest');
    expect(shortcutOf(press('?'), nowhere)).toBe('help');
    expect(shortcutOf(press('？'), nowhere)).toBe('help');
    expect(shortcutOf(press('P'), nowhere)).toBe('pay');
    expect(shortcutOf(press('x'), nowhere)).toBeUndefined();
  });

  it('does nothing while somebody types or a sheet is open', () => {
    for (const key of ['Enter', 'Escape', 'a', 'p', '/', '?']) {
      expect(shortcutOf(press(key), { ...nowhere, editing: true })).toBeUndefined();
      expect(shortcutOf(press(key), { ...nowhere, sheetOpen: true })).toBeUndefined();
    }
  });

  it('leaves Enter to a focused button, held keys and the browser’s own combinations alone', () => {
    expect(shortcutOf(press('Enter'), { ...nowhere, onControl: true })).toBeUndefined();
    expect(shortcutOf(press('Enter', { repeat: true }), nowhere)).toBeUndefined();
    expect(shortcutOf(press('p', { ctrlKey: true }), nowhere)).toBeUndefined();
    expect(shortcutOf(press('a', { metaKey: true }), nowhere)).toBeUndefined();
  });
});
