import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { lockedDown, plainHttp } from '#server/pages.ts';
import { dataHeaders } from '#server/problems.ts';

/** Headers of API answers, which are data and never a page. Fixed, so that the hot path computes none. */
export function protectApi(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(dataHeaders);
  });
}

/** Headers of the staff face. Mantine writes style elements, so inline styles (not scripts) are allowed. */
export async function protectStaffFace(app: FastifyInstance): Promise<void> {
  // What people see here is of the moment; pages and pictures say otherwise themselves.
  app.addHook('onRequest', async (_, reply) => {
    reply.header('cache-control', 'no-store');
  });
  await app.register(helmet, {
    ...plainHttp,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        ...lockedDown,
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'"],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
      },
    },
  });
}
