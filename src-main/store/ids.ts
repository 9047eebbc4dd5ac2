import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const idBytes = 16;
const pool = Buffer.allocUnsafe(idBytes * 256);
let used = pool.length;

/** Random bytes from a pool: one call to the system for 256 ids instead of one for each. */
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idBytes;
  return pool.subarray(used - idBytes, used);
}

let lastMs = 0;
let sequence = 0;

/**
 * A new id: UUID version 7 (RFC 9562 §5.7). Ordered by time and, within a process, by creation: ids of one millisecond
 * count up from a random start (§6.2, method 1).
 */
export function newId(): string {
  const random = randomBytes();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = ((random[6] ?? 0) << 22) | ((random[7] ?? 0) << 14) | ((random[8] ?? 0) << 6);
  } else sequence += 1;
  return v7({ random, msecs: lastMs, seq: sequence });
}
