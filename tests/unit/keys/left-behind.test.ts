import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '#tests/support/temp-folder.ts';

it('no text of a key is left in the heap, in an error or in what was printed', () => {
  const folder = tempFolder();
  try {
    const file = join(folder.path, 'heap.heapsnapshot');
    const program = join(import.meta.dirname, 'fixtures', 'key-life.ts');
    const said = JSON.parse(execFileSync(process.execPath, [program, file], { encoding: 'utf8' })) as {
      keys: string[];
      refused: number;
    };
    expect(said.refused).toBe(8);
    expect(said.keys).toHaveLength(4);
    const heap = readFileSync(file, 'latin1');
    expect(heap).toContain('SecretKey(aes, 256 bits)');
    const lower = heap.toLowerCase();
    for (const text of said.keys) {
      const key = Buffer.from(text, 'hex');
      expect(lower.includes(text)).toBe(false);
      // A run of half the key would be a leak as well.
      expect(lower.includes(text.slice(0, text.length / 2))).toBe(false);
      expect(heap.includes(key.toString('base64').slice(0, 16))).toBe(false);
      expect(heap.includes(key.toString('base64url').slice(0, 16))).toBe(false);
      expect(heap.includes(JSON.stringify([...key]).slice(1, 30))).toBe(false);
    }
  } finally {
    folder.remove();
  }
});
