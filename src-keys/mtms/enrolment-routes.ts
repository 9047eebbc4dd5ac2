import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { createLimiter } from '#server/limiter.ts';
import type { Peer } from '#server/pki/trust.ts';
import { problemAnswers } from '#server/problems.ts';
import { enrolledSchema, enrolSchema, renewSchema } from '#shared/bench/enrolment.ts';
import type { Enrolments } from './enrolments.ts';
import type { MtmsLimits } from './limits.ts';

export interface EnrolmentRoutesOptions {
  readonly enrolments: Enrolments;
  readonly peerOf: (request: FastifyRequest) => Peer;
  readonly limits: MtmsLimits;
  /** Root, issuing certificates and revocation lists, PEM. */
  readonly trustBundle: () => string;
}

const tags = ['enrolment'];
/** What a bench without a certificate may ask: who it has before it, and its first certificate. Nothing else is open. */
const open = { withoutCertificate: true } as const;

/** How a bench gets its certificate, keeps it fresh, and hears what was revoked; under `/v1`. */
export async function enrolmentRoutes(app: FastifyInstance, options: EnrolmentRoutesOptions): Promise<void> {
  const { enrolments, peerOf, limits, trustBundle } = options;
  const api = app.withTypeProvider<ZodTypeProvider>();
  const limitTrust = createLimiter(app, limits.requests);
  const limitCodes = createLimiter(app, limits.benchCodes);
  const limitAllCodes = createLimiter(app, limits.benchCodesInAll);
  const limitRenewals = createLimiter(app, limits.renewals);

  api.get(
    '/trust',
    {
      config: open,
      schema: {
        summary: 'The root, then issuing certificates and revocation lists, PEM',
        description:
          'Answered without a certificate too: at the first contact, and when the asker’s own lists ran out. All of it is signed by the root, which the asker knows or tells by the code.',
        tags,
      },
    },
    async (request, reply) => {
      await limitTrust(request, `trust:${request.ip}`);
      return reply.type('application/x-pem-file').send(trustBundle());
    },
  );

  api.post(
    '/enrolments',
    {
      config: open,
      schema: {
        summary: 'A bench takes its first certificate by the one-time code of the operator',
        description: 'Answered without a certificate. The same code with the same key gives the same certificate.',
        tags,
        body: enrolSchema,
        response: { 200: enrolledSchema, ...problemAnswers(400, 403, 409, 410, 429, 503) },
      },
    },
    async (request) => {
      await limitCodes(request, `code:${request.ip}`);
      await limitAllCodes(request, 'code');
      return enrolments.enrol(request.body, request.ip);
    },
  );

  api.post(
    '/renewals',
    {
      schema: {
        summary: 'A bench renews its certificate, for the same key or a new one',
        description: 'Asked again for the same key within ten minutes, it gives the same certificate.',
        tags,
        body: renewSchema,
        response: { 200: enrolledSchema, ...problemAnswers(400, 403, 429, 503) },
      },
    },
    async (request) => {
      const peer = peerOf(request);
      await limitRenewals(request, `renewal:${peer.id}`);
      return enrolments.renew(peer, request.body);
    },
  );
}
