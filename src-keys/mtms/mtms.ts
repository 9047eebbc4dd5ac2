import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { mutualTlsApp, type Refused, requirePeers } from '#server/mutual-tls/server.ts';
import { pemOf } from '#server/pki/certificates.ts';
import { StartupError } from '#server/startup-error.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { IssuerFolder } from '../ca/service.ts';
import { KeyRefusal } from '../refusal.ts';
import { recorded } from './act.ts';
import type { MtmsContext } from './context.ts';
import { KmsClients } from './kms-client.ts';
import { defaultMtmsLimits, type MtmsLimits } from './limits.ts';
import { MtmsService } from './mtms-service.ts';
import { type OperatorFace, serveOperator } from './operator.ts';
import { MtmsRecord } from './record.ts';
import { addMtmsApi, appOptions } from './server.ts';
import { openStore } from './store.ts';
import { folderTransport } from './transports.ts';

export interface MtmsOptions {
  /** TCP port for benches; 0 takes a free one. */
  readonly port: number;
  readonly host?: string | undefined;
  /** Certificate, key, trust, the record's key, and PGlite's data where there is no PostgreSQL. */
  readonly folder: string;
  readonly databaseUrl?: string | undefined;
  readonly databasePatienceMs?: number | undefined;
  readonly operatorPort?: number | undefined;
  readonly passphrase?: string | undefined;
  /** Where the issuing authority of the benches is, and its passphrase; without one certificates are issued by hand. */
  readonly issuer?: { readonly folder: string; readonly passphrase: string } | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
  readonly limits?: Partial<MtmsLimits> | undefined;
}

/** A running MTMS. */
export interface Mtms {
  readonly url: string;
  readonly operator: OperatorFace;
  readonly service: MtmsService;
  readonly database: 'postgres' | 'embedded';
  close(): Promise<void>;
}

/** How often renewed certificates and revocation lists are looked for. */
const renewEveryMs = 5_000;
/** Refused connections that are recorded one by one, in a minute; a flood is counted instead. */
const recordedPerMinute = 60;

/** The Ed25519 key that signs the record; made at the first start. Several processes share one file. */
export async function recordKeyIn(folder: string): Promise<KeyObject> {
  const file = join(folder, 'record.key');
  if (!existsSync(file)) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeWholeFile(join(folder, 'record.pub'), String(publicKey.export({ type: 'spki', format: 'pem' })), 0o644);
    await writeWholeFile(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })), 0o600);
  }
  return createPrivateKey(readFileSync(file, 'utf8'));
}

/** The public half of `recordKeyIn`. */
export const recordPublicKeyIn = (folder: string): KeyObject =>
  createPublicKey(readFileSync(join(folder, 'record.pub'), 'utf8'));

function openCredentials(folder: string, passphrase: string | undefined): CredentialFiles {
  try {
    return CredentialFiles.open({ folder, profile: 'mtms', passphrase });
  } catch (cause) {
    const { message } = cause as Error;
    throw new StartupError('credentials_unusable', { folder, profile: 'mtms', cause: message }, { cause });
  }
}

async function openIssuer(options: MtmsOptions['issuer']): Promise<IssuerFolder | undefined> {
  if (!options) return undefined;
  try {
    return await IssuerFolder.open(options.folder, 'bench', 'bench', options.passphrase);
  } catch (cause) {
    if (!(cause instanceof KeyRefusal)) throw cause;
    throw new StartupError('issuer_unusable', { folder: options.folder, cause: cause.message }, { cause });
  }
}

/** Records who was turned away; of a flood only how many there were. */
function refusalRecorder(context: MtmsContext): (refused: Refused) => void {
  const { log, now, record } = context;
  let minute = 0;
  let count = 0;
  return ({ error, address, method, url }) => {
    const { code } = error;
    const details = { code, reason: reasonOf(error) ?? '', address, asked: `${method} ${url}`, peer: peerIn(error) };
    log.warn(details, 'turned away');
    const current = Math.floor(now() / 60_000);
    if (current !== minute) [minute, count] = [current, 0];
    count += 1;
    if (count > recordedPerMinute) return;
    recorded(context, (tx) => record.add(tx, { at: now(), actor: 'mtms', action: 'turned_away', details })).catch(
      (err: unknown) => log.error({ err }, 'a refusal could not be recorded'),
    );
  };
}

function peerIn({ details }: Refused['error']): string {
  const peer = typeof details === 'function' ? undefined : details['peer'];
  return typeof peer === 'string' ? peer : '';
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ port, host }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new StartupError('port_in_use', { port, option: '--port' }, { cause: error });
    throw new StartupError('address_unusable', { host, port, cause: error.message }, { cause: error });
  });
  const { port: taken } = app.server.address() as AddressInfo;
  return `https://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

/** Composes and starts the MTMS. Throws StartupError when it cannot. */
export async function startMtms(options: MtmsOptions): Promise<Mtms> {
  const { folder, log, databaseUrl } = options;
  const now = options.now ?? Date.now;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const credentials = openCredentials(folder, options.passphrase);
  const issuer = await openIssuer(options.issuer);
  const record = new MtmsRecord(await recordKeyIn(folder));
  const driver = await openStore({
    url: databaseUrl,
    folder,
    patienceMs: options.databasePatienceMs,
    onWaiting: (address, cause) => log.warn({ address, cause }, 'waiting for PostgreSQL'),
  });
  const clients = new KmsClients(credentials);
  const context: MtmsContext = { driver, identity: credentials, issuer, record, benchHeads: new Map(), log, now };
  const root = pemOf(credentials.trust.root.der, 'CERTIFICATE');
  const trustBundle = () => root + readFileSync(join(folder, 'trust.pem'), 'utf8');
  const service = new MtmsService(context, { https: clients.transport, folder: folderTransport }, trustBundle);
  const { closedBenches } = service;
  const onRefused = refusalRecorder(context);
  const stopWatching = credentials.watch(renewEveryMs, (err) => log.error({ err }, 'a renewed file cannot be used'));
  const lookAtClosed = () =>
    closedBenches.look().catch((err: unknown) => log.warn({ err }, 'shut-out benches unknown'));
  const looking = setInterval(lookAtClosed, renewEveryMs).unref();
  let app: FastifyInstance | undefined;
  let operator: OperatorFace | undefined;
  const close = async () => {
    stopWatching();
    clearInterval(looking);
    await operator?.close();
    await app?.close();
    await service.deliveries.close();
    await service.retention.close();
    clients.close();
    await driver.close();
  };
  try {
    await record.open(driver);
    await closedBenches.look();
    app = mutualTlsApp(credentials, appOptions(log));
    await addMtmsApi(app, {
      service,
      admit: (server) =>
        requirePeers(server, credentials, { rolesFor: () => ['bench'], now, onRefused, check: closedBenches.check }),
      limits: { ...defaultMtmsLimits, ...options.limits },
      trustBundle,
      version: options.version,
    });
    const url = await listen(app, options.host ?? '127.0.0.1', options.port);
    operator = await serveOperator(service, { folder, port: options.operatorPort ?? 0, version: options.version, log });
    service.deliveries.start();
    service.retention.start();
    return { url, operator, service, database: driver.kind, close };
  } catch (error) {
    await close();
    throw error;
  }
}
