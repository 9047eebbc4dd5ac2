import { readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { desc, eq } from 'drizzle-orm';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import { newSecret } from '#server/ids.ts';
import { answerWithProblems, dataHeaders } from '#server/problems.ts';
import { StartupError } from '#server/startup-error.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { opIdSchema, serialSchema } from '#shared/bench/statements.ts';
import { batchIdSchema, customerCodeSchema, modelSchema, personSchema } from '#shared/bench/wire.ts';
import { AppError } from '#shared/errors.ts';
import { typedText } from '#shared/schemas.ts';
import type { MtmsService } from './mtms-service.ts';
import { chainOf } from './page/certificates.ts';
import { admitOperators, type OperatorOf } from './page/face.ts';
import { RecordChecks } from './page/record.ts';
import { pageApi } from './page/routes.ts';
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

interface OperatorOptions {
  readonly folder: string;
  readonly port: number;
  readonly version: string;
  readonly log: Logger;
}

/**
 * The operator's side of the MTMS: on loopback only, and only for who can read the token in the data folder, because what
 * is asked here (where a KMS is) must never be heard on a bench's network. `npm run mtms -- operator` speaks to it, and
 * the page, which that command lets in.
 */
export async function serveOperator(
  service: MtmsService,
  { folder, port, version, log }: OperatorOptions,
): Promise<OperatorFace> {
  const token = newSecret();
  let url = '';
  const app = Fastify({
    loggerInstance: log.child({ room: 'operator' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024 * 1024,
    forceCloseConnections: true,
    schemaController: { compilersFactory: zodCompilers },
  }) as unknown as FastifyInstance;
  answerWithProblems(app, () => 'en');
  const operatorOf = await admitOperators(app, { token, now: service.context.now, url: () => url });
  const checks = new RecordChecks(service.context);
  await app.register(
    async (face) => {
      const api = face as unknown as FastifyInstance;
      api.addHook('onSend', async (_, reply) => {
        reply.headers(dataHeaders);
      });
      await operatorRoutes(api, service, operatorOf);
      await pageApi(api, { service, checks, operatorOf, version });
    },
    { prefix: '/operator/v1' },
  );
  await app.listen({ port, host: '127.0.0.1' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new StartupError('port_in_use', { port, option: '--operator-port' }, { cause: error });
    throw error;
  });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const told = `${JSON.stringify({ url, token })}\n`;
  await writeWholeFile(operatorFile(folder), told, 0o600);
  const close = async () => {
    await app.close();
    await checks.close();
    // Unless another process on this folder wrote its own since.
    const standing = await readFile(operatorFile(folder), 'utf8').catch(() => '');
    if (standing === told) await rm(operatorFile(folder), { force: true });
  };
  return { url, close };
}

async function operatorRoutes(app: FastifyInstance, service: MtmsService, byOf: OperatorOf): Promise<void> {
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
    /** Without one the certificate on file stays. */
    certificate: z.string().max(40_000).optional(),
  });
  api.put(
    '/customers/:code/route',
    { schema: { params: z.object({ code: customerCodeSchema }), body: route } },
    async (request) => {
      const { certificate, ...rest } = request.body;
      const { code } = request.params;
      const chain = certificate === undefined ? await registry.routeChain(code) : chainOf(certificate);
      await registry.putRoute(byOf(request), code, { ...rest, ...chain });
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

  const named = z.strictObject({ id: idSchema });
  api.post('/benches', { schema: { body: named } }, async (request) =>
    service.announcements.announce(byOf(request), request.body.id),
  );
  api.get('/enrolments', async () => service.announcements.list());
  const benchParams = z.object({ id: idSchema });
  const reason = z.strictObject({ why: typedText({ min: 3, max: 500 }) });
  api.post('/benches/:id/close', { schema: { params: benchParams, body: reason } }, async (request) => {
    await service.announcements.close(byOf(request), request.params.id, request.body.why);
    return done;
  });
  api.get('/benches/:id/request', { schema: { params: benchParams } }, async (request) => ({
    request: await service.announcements.request(request.params.id),
  }));
  const hand = z.strictObject({ certificate: z.string().max(40_000) });
  api.put('/benches/:id/certificate', { schema: { params: benchParams, body: hand } }, async (request) => {
    await service.announcements.takeCertificate(byOf(request), request.params.id, request.body.certificate);
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
