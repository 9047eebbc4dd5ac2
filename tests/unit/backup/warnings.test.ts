import { describe, expect, it } from 'vitest';
import { checkPassphrase } from '#shared/backup/passphrase.ts';
import { type BackupStanding, backupWarnings } from '#shared/backup/warnings.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 20);
const standing: BackupStanding = {
  times: { kind: 'daily', hour: 4 },
  plannedAt: now - 30 * day,
  lastGood: now - hour,
  lastMade: null,
  since: now - 300 * day,
  sameDisk: false,
};
const warned = (changes: Partial<BackupStanding>) => backupWarnings({ ...standing, ...changes }, now);

describe('the console warns', () => {
  it('of nothing while all is well', () => {
    expect(warned({})).toEqual([]);
    expect(warned({ lastGood: now - 47 * hour })).toEqual([]);
    expect(warned({ times: null, lastGood: null, since: now - 6 * day })).toEqual([]);
    expect(warned({ times: null, lastGood: null, lastMade: now - 6 * day })).toEqual([]);
  });

  it('when the last good copy is older than two intervals', () => {
    expect(warned({ lastGood: now - 49 * hour })).toEqual(['stale']);
    expect(warned({ times: { kind: 'every', hours: 2 }, lastGood: now - 5 * hour })).toEqual(['stale']);
    expect(warned({ lastGood: null, plannedAt: now - 3 * day })).toEqual(['stale']);
    expect(warned({ lastGood: null, plannedAt: now - hour })).toEqual([]);
  });

  it('when there was no backup at all for a week', () => {
    expect(warned({ times: null, lastGood: null })).toEqual(['none']);
    expect(warned({ times: null, lastGood: now - 8 * day, lastMade: now - 9 * day })).toEqual(['none']);
  });

  it('when the copies lie on the disk of the data', () => {
    expect(warned({ sameDisk: true })).toEqual(['same_disk']);
    expect(warned({ sameDisk: true, lastGood: now - 4 * day })).toEqual(['stale', 'same_disk']);
  });
});

describe('a passphrase', () => {
  it.each([
    ['short', 'passphrase_too_short'],
    ['elevenchars', 'passphrase_too_short'],
    ['aaaaaaaaaaaaaaaa', 'password_too_common'],
    ['123456789012345', 'password_too_common'],
    ['password2026!!', 'password_too_common'],
    ['jade-garden-haus', 'password_too_common'],
  ])('%s is refused: %s', (passphrase, code) => {
    expect(() => checkPassphrase(passphrase, ['jade-garden-haus'])).toThrow(expect.objectContaining({ code }));
  });

  it('of some words is taken, in any script', () => {
    expect(() => checkPassphrase('lantern over quiet water', [])).not.toThrow();
    expect(() => checkPassphrase('桂花糕配热茶要坐在窗边慢慢吃', [])).not.toThrow();
  });
});
