/** The version of the messages; a test holds it to their hash (tests/unit/sync/wire.test.ts). */
export const protocolVersion = 1;
/** The version of what the entities look like; grows when one of them changes. Servers read the last three too. */
export const schemaVersion = 2;
export const schemasAccepted = 3;

/** At most so many operations and bytes of JSON (before compression) in a push. */
export const pushLimit = { operations: 500, bytes: 512 * 1024 } as const;
/** At most so many changes in a pull, unless one transaction has more. */
export const pullLimit = 2_000;
/** Rows in a chunk of a snapshot. */
export const snapshotChunkRows = 1_000;
/** A device that was not seen for this long may have to take a snapshot (ms). */
export const tombstonesKeptMs = 90 * 24 * 60 * 60_000;
/** A conflict that a person settled is kept for so long, and can be taken back meanwhile (ms). */
export const settledKeptMs = 90 * 24 * 60 * 60_000;
/** A stamp further ahead of the server's clock than this is clamped (ms). */
export const clockTolerance = 60_000;
/** Waiting after failures: full jitter between these (ms), unless the server says how long. */
export const retryDelay = { from: 1_000, to: 5 * 60_000 } as const;
