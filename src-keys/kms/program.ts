import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { takeFolder } from '#server/folder-lock.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { holderOf } from '#server/pki/certificates.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { KeyRefusal } from '../refusal.ts';
import { DropFolder } from './drop-folder.ts';
import { Kms } from './kms.ts';
import { createKmsServer } from './server.ts';
import { StorageKey } from './storage-key.ts';
import { KmsStore } from './store.ts';

export interface KmsOptions {
  readonly host: string;
  readonly port: number;
  /** Where the database, the storage key and, unless named, the credentials are. */
  readonly data: string;
  readonly credentials?: string | undefined;
  /** A folder that deliveries come in by, besides HTTPS. */
  readonly drop?: string | undefined;
  readonly passphrase?: string | undefined;
  readonly log: Logger;
  readonly now?: () => number;
}

export interface RunningKms {
  /** The opaque id in its certificates. */
  readonly id: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** How soon renewed certificates and revocation lists are taken up, and files in the folder seen. */
const lookEveryMs = 1_000;

function openCredentials(folder: string, profile: string, passphrase: string | undefined): CredentialFiles {
  try {
    return CredentialFiles.open({ folder, profile, passphrase });
  } catch (error) {
    const code = error instanceof AppError ? error.code : ((error as NodeJS.ErrnoException).code ?? 'key');
    const cause = reasonOf(error) ?? (error as Error).message;
    throw new KeyRefusal('credentials_wrong', { folder, code, cause }, { cause: error });
  }
}

/** What must be closed again, last first. */
type Closing = (() => unknown)[];

/** Starts a KMS; gives its address when it answers. Throws KeyRefusal with a sentence for its operator. */
export async function startKms(options: KmsOptions): Promise<RunningKms> {
  const closing: Closing = [];
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    return await start(options, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: KmsOptions, closing: Closing, close: () => Promise<void>): Promise<RunningKms> {
  const { data, log, passphrase, now = Date.now } = options;
  const lock = lockData(data);
  closing.push(() => lock.release());
  const folder = options.credentials ?? join(data, 'credentials');
  const service = openCredentials(folder, 'kms', passphrase);
  const transport = openCredentials(folder, 'kms-transport', passphrase);
  const holder = holderOf(service.signer.certificate);
  if (holder?.role !== 'kms' || holderOf(transport.signer.certificate)?.id !== holder.id)
    throw new KeyRefusal('credentials_wrong', { folder, code: 'E_ROLE', cause: 'kms, kms-transport' });
  const keyFile = join(data, 'storage.key');
  const storageKey = await StorageKey.open(keyFile, passphrase);
  closing.push(() => storageKey[Symbol.dispose]());
  const store = new KmsStore(join(data, 'kms.sqlite'));
  closing.push(() => store[Symbol.dispose]());
  const kms = new Kms({ store, storageKey, service, transport, now });
  if (!kms.opensItsStore()) throw new KeyRefusal('storage_key_wrong', { file: keyFile, folder: data });
  for (const credentials of [service, transport])
    closing.push(credentials.watch(lookEveryMs, (err) => log.warn({ err }, 'renewed credentials cannot be used')));
  if (options.drop !== undefined) closing.push(await watchFolder(new DropFolder(options.drop, kms), log));
  const app = await createKmsServer({ kms, store, credentials: service, log, now });
  closing.push(() => app.close());
  const url = await listen(app, options);
  return { id: holder.id, url, stop: close };
}

function lockData(data: string) {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const lock = takeFolder(data, 'kms.lock');
    if (lock) return lock;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyRefusal('folder_unusable', { folder: data, cause: code ?? '' }, { cause: error });
  }
  throw new KeyRefusal('folder_in_use', { folder: data });
}

/** Sweeps a folder again and again, one sweep after the other; gives what ends that and waits for the last one. */
async function watchFolder(folder: DropFolder, log: Logger): Promise<() => Promise<void>> {
  await folder.prepare();
  let running = Promise.resolve();
  let troubled = false;
  const sweep = async () => {
    try {
      for (const { opId, code, reason } of await folder.sweep())
        log.info({ opId, code, reason }, code === undefined ? 'a key was taken from the folder' : 'a file was refused');
      troubled = false;
    } catch (err) {
      if (!troubled) log.error({ err }, 'the folder of deliveries cannot be worked on');
      troubled = true;
    }
  };
  const timer = setInterval(() => {
    running = running.then(sweep);
  }, lookEveryMs);
  running = sweep();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function listen(app: Awaited<ReturnType<typeof createKmsServer>>, { host, port }: KmsOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new KeyRefusal('port_in_use', { port, option: '--port' }, { cause: error });
    throw new KeyRefusal('address_unusable', { host, port, cause: code }, { cause: error });
  }
}
