import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of this test's own under the system's temp folder. */
export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'landing-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
