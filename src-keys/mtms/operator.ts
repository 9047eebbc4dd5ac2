import { timingSafeEqual } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { desc, eq } from 'drizzle-orm';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import { newSecret, secretHash } from '#server/ids.ts';
import { derOfPem } from '#server/pki/certificates.ts';
import { answerWithProblems, dataHeaders } from '#server/problems.ts';
import { bearerOf } from '#server/request.ts';
import { StartupError } from '#server/startup-error.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { opIdSchema, serialSchema } from '#shared/bench/statements.ts';
import { batchIdSchema, customerCodeSchema, modelSchema, personSchema } from '#shared/bench/wire.ts';
import { AppError } from '#shared/errors.ts';
import { typedText } from '#shared/schemas.ts';
import type { MtmsService } from './mtms-service.ts';
import { readRecord, recordHead } from './record.ts';
import { benchTable, customerTable, deliveryTable, terminalTable } from './tables.ts';

/** Where the operator's side listens, and how to be let in; `operator.json` in the data folder says the same. */
export interface OperatorFace {
  readonly url: string;
  close(): Promise<void>;
}

/** What `operator.json` holds. Whoever may read the data folder is the operator. */
export const operatorFileSchema = z.object({ url: z.string(), token: z.string() });
export const operatorFile = (folder: string): string => join(folder, 'operator.json');

const shownAtOnce = 500;
const terminalsAtOnce = 10_000;
const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

function byOf(request: FastifyRequest): string {
  const by = request.headers['x-operator'];
  return typeof by === 'string' && /^[\w.@-]{1,64}$/.test(by) ? by : 'operator';
}

/**
 * The operator's side of the MTMS: on loopback only, and only for who can read the token in the data folder, because what
 * is asked here (where a KMS is) must never be heard on a bench's network. `npm run mtms -- operator` speaks to it.
 */
export async function serveOperator(
  service: MtmsService,
  { folder, port, log }: { readonly folder: string; readonly port: number; readonly log: Logger },
): Promise<OperatorFace> {
  const token = newSecret();
  const app = Fastify({
    loggerInstance: log.child({ room: 'operator' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024 * 1024,
    forceCloseConnections: true,
    schemaController: { compilersFactory: zodCompilers },
  }) as unknown as FastifyInstance;
  answerWithProblems(app, () => 'en');
  const expected = Buffer.from(secretHash(token), 'hex');
  app.addHook('onRequest', async (request) => {
    const given = Buffer.from(secretHash(bearerOf(request) ?? ''), 'hex');
    // A page of another site cannot know the token, whatever name it reaches this address by.
    if (!timingSafeEqual(given, expected)) throw new AppError('origin_not_allowed');
  });
  app.addHook('onSend', async (_, reply) => {
    reply.headers(dataHeaders);
  });
  await app.register(async (face) => operatorRoutes(face as unknown as FastifyInstance, service), {
    prefix: '/operator/v1',
  });
  await app.listen({ port, host: '127.0.0.1' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new StartupError('port_in_use', { port, option: '--operator-port' }, { cause: error });
    throw error;
  });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const told = `${JSON.stringify({ url, token })}\n`;
  await writeWholeFile(operatorFile(folder), told, 0o600);
  const close = async () => {
    await app.close();
    // Unless another process on this folder wrote its own since.
    const standing = await readFile(operatorFile(folder), 'utf8').catch(() => '');
    if (standing === told) await rm(operatorFile(folder), { force: true });
  };
  return { url, close };
}

/** A KMS certificate for key transport with its issuer's, as `npm run ca -- issue` writes them into one file. */
function chainOf(pem: string): { readonly certificate: Buffer; readonly issuer: Buffer } {
  const [certificate, issuer] = derOfPem(pem, 'CERTIFICATE');
  if (!certificate || !issuer)
    throw new AppError('validation_failed', { reason: 'certificate: PEM, holder then issuer' });
  return { certificate, issuer };
}

async function operatorRoutes(app: FastifyInstance, service: MtmsService): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { registry, stewardship, context } = service;
  const { driver } = context;
  const done = { done: true } as const;

  api.put(
    '/customers/:code',
    { schema: { params: z.object({ code: customerCodeSchema }), body: z.strictObject({ name: personSchema }) } },
    async (request) => {
      await registry.putCustomer(byOf(request), request.params.code, request.body.name);
      return done;
    },
  );
  api.get('/customers', async () => driver.transaction((tx) => tx.select().from(customerTable).limit(shownAtOnce)));

  const route = z.strictObject({
    method: z.enum(['https', 'folder']),
    address: typedText({ min: 1, max: 500 }),
    kmsId: idSchema,
    certificate: z.string().max(40_000),
  });
  api.put(
    '/customers/:code/route',
    { schema: { params: z.object({ code: customerCodeSchema }), body: route } },
    async (request) => {
      const { certificate, ...rest } = request.body;
      await registry.putRoute(byOf(request), request.params.code, { ...rest, ...chainOf(certificate) });
      return done;
    },
  );

  const terminals = z.strictObject({
    terminals: z
      .array(z.strictObject({ serial: serialSchema, model: modelSchema, customerCode: customerCodeSchema }))
      .min(1)
      .max(terminalsAtOnce),
  });
  api.post('/terminals', { schema: { body: terminals } }, async (request) => ({
    added: await registry.addTerminals(byOf(request), request.body.terminals),
  }));
  api.get('/terminals/:serial', { schema: { params: z.object({ serial: serialSchema }) } }, async (request) => {
    const { serial } = request.params;
    const [terminal] = await driver.transaction((tx) =>
      tx.select().from(terminalTable).where(eq(terminalTable.serial, serial)),
    );
    if (!terminal) throw new AppError('not_found');
    return { ...terminal, keys: await stewardship.history(serial) };
  });

  const batch = z.strictObject({
    id: batchIdSchema,
    kind: z.enum(['production', 'repair']),
    customerCode: customerCodeSchema,
    serials: z.array(serialSchema).max(terminalsAtOnce),
  });
  api.post('/batches', { schema: { body: batch } }, async (request) => {
    await registry.addBatch(byOf(request), request.body);
    return done;
  });

  const approver = z.strictObject({ id: idSchema, name: personSchema });
  api.post('/approvers', { schema: { body: approver } }, async (request) => ({
    code: await registry.announceApprover(byOf(request), request.body.id, request.body.name),
  }));
  api.delete('/approvers/:id', { schema: { params: z.object({ id: idSchema }) } }, async (request) => {
    await registry.disableApprover(byOf(request), request.params.id);
    return done;
  });

  const query = z.object({ state: z.enum(['QUEUED', 'DELIVERED', 'QUARANTINED']).optional() });
  api.get('/deliveries', { schema: { querystring: query } }, async ({ query: { state } }) =>
    driver.transaction((tx) =>
      tx
        .select()
        .from(deliveryTable)
        .where(state === undefined ? undefined : eq(deliveryTable.state, state))
        .orderBy(desc(deliveryTable.number))
        .limit(shownAtOnce),
    ),
  );
  api.post('/keys/:opId/deliver', { schema: { params: z.object({ opId: opIdSchema }) } }, async (request) => {
    await stewardship.deliverAgain(byOf(request), request.params.opId);
    return done;
  });

  api.get('/benches', async () => driver.transaction((tx) => tx.select().from(benchTable).limit(shownAtOnce)));
  const why = z.strictObject({ why: typedText({ min: 3, max: 500 }) });
  api.post('/benches/:id/accept', { schema: { params: z.object({ id: idSchema }), body: why } }, async (request) => {
    await stewardship.acceptBench(byOf(request), request.params.id, request.body.why);
    return done;
  });

  api.get('/record', async (_, reply) => {
    const head = await recordHead(driver);
    async function* lines() {
      for await (const entry of readRecord(driver)) yield `${JSON.stringify(entry)}\n`;
    }
    reply.header('x-record-head', `${head.seq}:${head.hash}`);
    return reply.type('application/jsonl').send(Readable.from(lines()));
  });
}
