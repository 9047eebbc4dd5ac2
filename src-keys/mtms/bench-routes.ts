import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import type { Peer } from '#server/pki/trust.ts';
import { problemAnswers } from '#server/problems.ts';
import {
  aheadSchema,
  askStatesSchema,
  batchViewSchema,
  captureSchema,
  changeCustomerSchema,
  customerViewSchema,
  enrolApproverSchema,
  enrolledApproverSchema,
  fetchAheadSchema,
  followedSchema,
  followRecordSchema,
  openOperationSchema,
  operationTicketSchema,
  receivedSchema,
  statesSchema,
} from '#shared/bench/ops.ts';
import { opIdSchema } from '#shared/bench/statements.ts';
import { batchIdSchema, customerCodeSchema } from '#shared/bench/wire.ts';
import { type Bench, benchOf } from './benches.ts';
import type { MtmsLimits } from './limits.ts';
import type { MtmsService } from './mtms-service.ts';

export interface BenchRoutesOptions {
  readonly service: MtmsService;
  /** Who is behind a connection, verified as a bench. Throws the refusal. */
  readonly peerOf: (request: FastifyRequest) => Peer;
  readonly limits: MtmsLimits;
}

const tags = ['bench'];
const opParams = z.object({ opId: opIdSchema });

/** The MTMS's API for benches, under `/v1`. Every connection is one bench's (mutual TLS). */
export async function benchRoutes(app: FastifyInstance, options: BenchRoutesOptions): Promise<void> {
  const { service, peerOf, limits } = options;
  const api = app.withTypeProvider<ZodTypeProvider>();
  const limitRequests = createLimiter(app, limits.requests);
  const limitLookUps = createLimiter(app, limits.customerLookUps);
  const limitEnrolments = createLimiter(app, limits.enrolments);
  const bench = async (request: FastifyRequest): Promise<Bench> => {
    const who = benchOf(peerOf(request));
    await limitRequests(request, who.id);
    return who;
  };

  api.post(
    '/ops',
    {
      schema: {
        summary: 'A terminal is at the bench: whose it is, and a ticket for one key',
        description: 'The same opId with the same body gives the same answer. The ticket is good for ten minutes.',
        tags,
        body: openOperationSchema,
        response: { 200: operationTicketSchema, ...problemAnswers(400, 403, 404, 409, 422, 429, 503) },
      },
    },
    async (request) => service.operations.open(await bench(request), request.body),
  );

  api.post(
    '/ops/:opId/customer',
    {
      schema: {
        summary: 'Another customer was confirmed: a new operation takes the place of this one',
        description: 'The operation in the path is void, and so is a key that was captured for it.',
        tags,
        params: opParams,
        body: changeCustomerSchema,
        response: { 200: operationTicketSchema, ...problemAnswers(400, 403, 404, 409, 410, 422, 429, 503) },
      },
    },
    async (request) => service.operations.changeCustomer(await bench(request), request.params.opId, request.body),
  );

  api.post(
    '/ops/:opId/tk',
    {
      bodyLimit: 128 * 1024,
      schema: {
        summary: 'The key that was captured; a signed receipt comes back',
        description:
          'The same body gives the same receipt; another body for the same operation is refused (409). A changed customer needs approvedBy.',
        tags,
        params: opParams,
        body: captureSchema,
        response: { 200: receivedSchema, ...problemAnswers(400, 403, 404, 409, 410, 422, 429, 503) },
      },
    },
    async (request) => service.captures.take(await bench(request), request.params.opId, request.body),
  );

  api.post(
    '/ops/states',
    {
      schema: {
        summary: 'Where operations of this bench are',
        tags,
        body: askStatesSchema,
        response: { 200: statesSchema, ...problemAnswers(400, 403, 429, 503) },
      },
    },
    async (request) => {
      const who = await bench(request);
      return { operations: await service.operations.states(who, request.body.opIds) };
    },
  );

  api.post(
    '/tickets',
    {
      bodyLimit: 256 * 1024,
      schema: {
        summary: 'Tickets ahead, for work without a network: 72 hours at most, each for one terminal and one key',
        tags,
        body: fetchAheadSchema,
        response: { 200: aheadSchema, ...problemAnswers(400, 403, 409, 429, 503) },
      },
    },
    async (request) => service.operations.fetchAhead(await bench(request), request.body),
  );

  api.get(
    '/customers/:code',
    {
      schema: {
        summary: 'The name of a customer, by its exact code',
        tags,
        params: z.object({ code: customerCodeSchema }),
        response: { 200: customerViewSchema, ...problemAnswers(400, 403, 404, 429, 503) },
      },
    },
    async (request) => {
      const who = await bench(request);
      await limitLookUps(request, who.id);
      return service.lookUpCustomer(who, request.params.code);
    },
  );

  api.get(
    '/batches/:batch',
    {
      schema: {
        summary: 'A production or repair order, and how far it is',
        tags,
        params: z.object({ batch: batchIdSchema }),
        response: { 200: batchViewSchema, ...problemAnswers(400, 403, 404, 429, 503) },
      },
    },
    async (request) => {
      await bench(request);
      return service.batch(request.params.batch);
    },
  );

  api.post(
    '/record',
    {
      bodyLimit: 256 * 1024,
      schema: {
        summary: 'The bench’s record goes on',
        tags,
        body: followRecordSchema,
        response: { 200: followedSchema, ...problemAnswers(400, 403, 409, 429, 503) },
      },
    },
    async (request) => service.followRecord(await bench(request), request.body.auditHead),
  );

  api.post(
    '/approvers',
    {
      schema: {
        summary: 'A person takes the credential for approvals that was announced, by a one-time code',
        tags,
        body: enrolApproverSchema,
        response: { 200: enrolledApproverSchema, ...problemAnswers(400, 403, 429, 503) },
      },
    },
    async (request) => {
      const who = await bench(request);
      await limitEnrolments(request, who.id);
      const { code, publicKey } = request.body;
      return service.registry.enrolApprover(who.id, code, Buffer.from(publicKey, 'base64'));
    },
  );
}
