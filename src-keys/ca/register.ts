import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { profileNames } from './profiles.ts';
import { type RevocationReason, type Revoked, revocationReasons } from './revocation.ts';

const serial = z.string().regex(/^[0-9a-f]{2,40}$/);
const reasonNames = Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]];

const entrySchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('issued'),
    at: z.number(),
    serial,
    profile: z.enum(profileNames),
    id: z.string(),
    notAfter: z.number(),
    fingerprint: z.string(),
  }),
  z.object({ event: z.literal('revoked'), at: z.number(), serial, reason: z.enum(reasonNames) }),
  z.object({ event: z.literal('published'), at: z.number(), number: z.number().int() }),
]);
/** One line of the register. Times are UTC milliseconds. */
export type RegisterEntry = z.infer<typeof entrySchema>;
export type Issued = Extract<RegisterEntry, { event: 'issued' }>;

/**
 * What an authority issued, revoked and published: one JSON object per line, only ever added to, on disk before the
 * certificate leaves the house. A last line that a power cut tore is left out: its certificate was never given away.
 */
export class Register {
  readonly #file: string;
  readonly #entries: RegisterEntry[];

  private constructor(file: string, entries: RegisterEntry[]) {
    this.#file = file;
    this.#entries = entries;
  }

  static async open(file: string): Promise<Register> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = whole.split('\n').filter((line) => line !== '');
    return new Register(
      file,
      lines.map((line) => entrySchema.parse(JSON.parse(line))),
    );
  }

  /** Adds entries; they are on disk when this resolves. */
  async add(...entries: readonly RegisterEntry[]): Promise<void> {
    const handle = await open(this.#file, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      const torn = size > 0 && (await handle.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a;
      // A torn line must not swallow the next one. It is no JSON, so it is dropped where it stands.
      if (torn) await handle.truncate((await readFile(this.#file)).lastIndexOf(0x0a) + 1);
      await handle.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    this.#entries.push(...entries);
  }

  get revoked(): readonly Revoked[] {
    return this.#entries.flatMap((entry) => (entry.event === 'revoked' ? [entry] : []));
  }

  /** Certificates that are neither revoked nor run out. */
  validAt(now: number): readonly Issued[] {
    const gone = new Set(this.revoked.map((entry) => entry.serial));
    return this.#entries.flatMap((entry) =>
      entry.event === 'issued' && entry.notAfter >= now && !gone.has(entry.serial) ? [entry] : [],
    );
  }

  /** Everything that was issued. */
  get all(): readonly Issued[] {
    return this.#entries.filter((entry): entry is Issued => entry.event === 'issued');
  }

  /** Who issued a serial number. */
  issued(serialNumber: string): Issued | undefined {
    return this.#entries.find((entry): entry is Issued => entry.event === 'issued' && entry.serial === serialNumber);
  }

  /** The number of the next revocation list. */
  get nextNumber(): number {
    return 1 + Math.max(0, ...this.#entries.map((entry) => (entry.event === 'published' ? entry.number : 0)));
  }
}
