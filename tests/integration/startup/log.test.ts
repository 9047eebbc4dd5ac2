import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogFile } from '#main/log-file.ts';
import { Phone, request } from '#tests/support/api.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

describe('the log file', () => {
  it('keeps to its limit: the older half is put aside, then forgotten', () => {
    const folder = tempFolder();
    const path = join(folder.path, 'landing.log');
    const log = new LogFile(path, 100);
    for (let n = 0; n < 50; n++) log.write(`line ${n} of the log\n`);
    log.close();
    expect(statSync(path).size).toBeLessThan(150);
    expect(statSync(`${path}.1`).size).toBeLessThan(150);
    expect(readFileSync(path, 'utf8')).toContain('line 49');
    const again = new LogFile(path, 100);
    again.write('after a restart\n');
    again.close();
    expect(readFileSync(path, 'utf8')).toMatch(/after a restart\n$/);
    folder.remove();
  });

  it('loses lines rather than throw when they cannot be written', () => {
    const log = new LogFile('/dev/full');
    expect(() => log.write('a line\n')).not.toThrow();
    log.close();
  });

  it('a landing on a full disk refuses in words, goes on answering and ends cleanly', async (context) => {
    const folder = tempFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder.path], { stdio: 'ignore' });
    } catch {
      return context.skip('making a small file system needs root');
    }
    try {
      const landing = await LandingProcess.start(folder.path);
      const sticker = landing.ready.guest[0]?.url ?? '';
      try {
        for (let n = 1; n < 2000; n++) writeFileSync(join(folder.path, `fill${n}`), Buffer.alloc(4096));
      } catch {
        // Full, which is what we want.
      }
      const codes = new Set<string>();
      for (let n = 0; n < 300; n++) {
        const { status, body } = await Phone.tryScan(sticker);
        codes.add(status === 201 ? 'taken' : (body as { code: string }).code);
        if (codes.has('storage_full') && n % 50 === 49) break;
      }
      expect([...codes]).toContain('storage_full');
      const health = await request<{ status: string }>(new URL('/healthz', landing.ready.consoleUrl).href);
      expect(health.body.status).toBe('ok');
      expect(await landing.stop()).toBe(0);
      expect(existsSync(join(folder.path, 'running'))).toBe(false);
    } finally {
      execFileSync('umount', ['-l', folder.path], { stdio: 'ignore' });
      folder.remove();
    }
  });
});
