import crypto from 'node:crypto';
import { promisify } from 'node:util';
import { argon2id as portable } from 'hash-wasm';

/** What argon2id (RFC 9106) is asked for. */
export interface Argon2 {
  readonly secret: string;
  /** At least 8 bytes. */
  readonly salt: Uint8Array;
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  /** Of the result, in bytes. */
  readonly length: number;
}

/** By WebAssembly, on this thread: everywhere the same, and where there is nothing else. */
export function portableArgon2id({ secret, salt, memoryKiB, passes, lanes, length }: Argon2): Promise<Uint8Array> {
  return portable({
    ...{ password: secret, salt, memorySize: memoryKiB, iterations: passes, parallelism: lanes },
    ...{ hashLength: length, outputType: 'binary' },
  });
}

/** By OpenSSL, in a third of the time and beside this thread: a sign-in holds up nobody's order. */
function nativeArgon2id({ secret, salt, memoryKiB, passes, lanes, length }: Argon2): Promise<Uint8Array> {
  const parameters = { message: secret, nonce: salt, memory: memoryKiB, passes, parallelism: lanes, tagLength: length };
  return promisify(crypto.argon2)('argon2id', parameters);
}

/** Node has it from 24.7 on; Electron's BoringSSL has none, and says so only when it is called. */
function isNative(): boolean {
  try {
    const least = { message: '', nonce: Buffer.alloc(8), memory: 8, passes: 1, parallelism: 1, tagLength: 4 };
    crypto.argon2Sync('argon2id', least);
    return true;
  } catch {
    return false;
  }
}

/** The bytes that argon2id (RFC 9106) makes of a secret; by whom they are made does not show in them. */
export const argon2id: (asked: Argon2) => Promise<Uint8Array> = isNative() ? nativeArgon2id : portableArgon2id;
