import { and, eq, gt, isNotNull } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { contentDisposition } from '#server/disposition.ts';
import {
  algorithms,
  approverListSchema,
  batchListSchema,
  benchListSchema,
  certificatesViewSchema,
  checkCertificateSchema,
  checkedCertificateSchema,
  customerListSchema,
  deliveryListSchema,
  deliveryScopes,
  importRequestSchema,
  importResultSchema,
  modelListSchema,
  overviewSchema,
  recordCheckSchema,
  recordListSchema,
  terminalListSchema,
  terminalViewSchema,
} from '#shared/bench/operator.ts';
import { batchViewSchema } from '#shared/bench/ops.ts';
import { opIdSchema, serialSchema } from '#shared/bench/statements.ts';
import { batchIdSchema, customerCodeSchema, modelSchema } from '#shared/bench/wire.ts';
import { AppError } from '#shared/errors.ts';
import { typedText } from '#shared/schemas.ts';
import { modelsIn } from '../models.ts';
import type { MtmsService } from '../mtms-service.ts';
import { benchTable, deliveryTable, sealedKeyTable } from '../tables.ts';
import { certificatesOf, checkTransportCertificate, needingAttention } from './certificates.ts';
import { isHeld, listBatches, listDeliveries } from './deliveries.ts';
import type { OperatorOf } from './face.ts';
import { listRecord, type RecordChecks } from './record.ts';
import { listApprovers, listBenches, listCustomers } from './registry.ts';
import { listTerminals, viewTerminal } from './terminals.ts';

interface PageApi {
  readonly service: MtmsService;
  readonly checks: RecordChecks;
  readonly operatorOf: OperatorOf;
  readonly version: string;
}

const search = z.string().max(100).trim().default('');

/** What the operator's page shows, and what only a page does. Everything else it does by the same calls as the commands. */
export async function pageApi(app: FastifyInstance, { service, checks, operatorOf, version }: PageApi): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { context, registry, stewardship } = service;
  const { driver, now } = context;

  api.get('/views/overview', { schema: { response: { 200: overviewSchema } } }, async (request) =>
    driver.transaction(async (tx) => {
      const queued = eq(deliveryTable.state, 'QUEUED');
      return {
        by: operatorOf(request),
        version,
        database: driver.kind,
        counts: {
          waiting: await tx.$count(deliveryTable, queued),
          stuck: await tx.$count(deliveryTable, and(queued, gt(deliveryTable.attempts, 1))),
          quarantined: await tx.$count(deliveryTable, isHeld(tx)),
          faults: await tx.$count(benchTable, isNotNull(benchTable.fault)),
          certificates: needingAttention(await certificatesOf(tx, context), now()),
        },
      };
    }),
  );

  const terminals = z.object({ search, customer: customerCodeSchema.optional(), after: serialSchema.optional() });
  api.get(
    '/views/terminals',
    { schema: { querystring: terminals, response: { 200: terminalListSchema } } },
    async ({ query }) => driver.transaction((tx) => listTerminals(tx, query)),
  );
  api.get(
    '/views/terminals/:serial',
    { schema: { params: z.object({ serial: serialSchema }), response: { 200: terminalViewSchema } } },
    async ({ params }) => driver.transaction((tx) => viewTerminal(tx, params.serial, now())),
  );
  api.post(
    '/terminals/import',
    { bodyLimit: 10_000_000, schema: { body: importRequestSchema, response: { 200: importResultSchema } } },
    async (request) => registry.importTerminals(operatorOf(request), request.body),
  );
  api.get('/keys/:opId/message', { schema: { params: z.object({ opId: opIdSchema }) } }, async (request, reply) => {
    const { opId } = request.params;
    const [key] = await driver.transaction((tx) =>
      tx.select({ cms: sealedKeyTable.cms }).from(sealedKeyTable).where(eq(sealedKeyTable.opId, opId)),
    );
    if (!key) throw new AppError('not_found');
    await stewardship.noteTaken(operatorOf(request), opId);
    reply.header('content-disposition', contentDisposition('attachment', `${opId}.p7m`));
    return reply.type('application/pkcs7-mime').send(key.cms);
  });
  const why = z.strictObject({ why: typedText({ min: 3, max: 500 }) });
  api.post(
    '/keys/:opId/discard',
    { schema: { params: z.object({ opId: opIdSchema }), body: why } },
    async (request) => {
      await stewardship.discard(operatorOf(request), request.params.opId, request.body.why);
      return { done: true };
    },
  );

  api.get('/views/models', { schema: { response: { 200: modelListSchema } } }, async () => ({
    models: await driver.transaction((tx) => modelsIn(tx)),
  }));
  const model = z.strictObject({ algorithm: z.enum(algorithms) });
  api.put('/models/:name', { schema: { params: z.object({ name: modelSchema }), body: model } }, async (request) => {
    await registry.putModel(operatorOf(request), request.params.name, request.body.algorithm);
    return { done: true };
  });

  api.get('/views/customers', { schema: { response: { 200: customerListSchema } } }, async () => ({
    customers: await driver.transaction((tx) => listCustomers(tx, context)),
  }));
  api.post(
    '/certificates/check',
    { schema: { body: checkCertificateSchema, response: { 200: checkedCertificateSchema } } },
    async ({ body }) => checkTransportCertificate(context, body.certificate),
  );
  api.get('/views/certificates', { schema: { response: { 200: certificatesViewSchema } } }, async () =>
    driver.transaction((tx) => certificatesOf(tx, context)),
  );

  api.get('/views/batches', { schema: { response: { 200: batchListSchema } } }, async () =>
    driver.transaction((tx) => listBatches(tx)),
  );
  api.get(
    '/views/batches/:id',
    { schema: { params: z.object({ id: batchIdSchema }), response: { 200: batchViewSchema } } },
    async ({ params }) => service.batch(params.id),
  );

  const deliveries = z.object({
    scope: z.enum(deliveryScopes),
    search,
    before: z.coerce.number().int().positive().optional(),
  });
  api.get(
    '/views/deliveries',
    { schema: { querystring: deliveries, response: { 200: deliveryListSchema } } },
    async ({ query }) => driver.transaction((tx) => listDeliveries(tx, { ...query, now: now() })),
  );

  api.get('/views/benches', { schema: { response: { 200: benchListSchema } } }, async () => {
    const enrolled = await service.announcements.list();
    return { benches: await driver.transaction((tx) => listBenches(tx, enrolled, now())) };
  });
  api.get('/views/approvers', { schema: { response: { 200: approverListSchema } } }, async () => ({
    approvers: await driver.transaction((tx) => listApprovers(tx, now())),
  }));

  const record = z.object({
    search,
    action: z.string().max(64).optional(),
    before: z.coerce.number().int().positive().optional(),
  });
  api.get(
    '/views/record',
    { schema: { querystring: record, response: { 200: recordListSchema } } },
    async ({ query }) => driver.transaction((tx) => listRecord(tx, query)),
  );
  api.get('/record/check', { schema: { response: { 200: recordCheckSchema } } }, async () => checks.standing);
  api.post('/record/check', { schema: { response: { 200: recordCheckSchema } } }, async () => checks.begin());
}
