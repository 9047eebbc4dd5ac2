import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { BenchService } from './service.ts';

/** The bench's record as a file, and the key to verify it with (`npm run audit -- verify record.jsonl --key record.pub`). */
export async function benchRoutes(
  app: FastifyInstance,
  { bench, actorOf }: { bench: BenchService; actorOf: (request: FastifyRequest) => Actor | undefined },
): Promise<void> {
  const send = (name: string, type: string, make: (actor: Actor) => Promise<Readable | string>) =>
    app.get(`/bench/${name}`, { exposeHeadRoute: false }, async (request, reply) => {
      const actor = actorOf(request);
      if (!actor) throw new AppError('not_signed_in');
      const body = await make(actor);
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(body);
    });

  send('record.jsonl', 'application/jsonl; charset=utf-8', async (actor) =>
    Readable.from(await bench.collection.exportRecord(actor), { objectMode: false }),
  );
  send('record.pub', 'application/x-pem-file', async (actor) => bench.collection.recordPublicKey(actor));
}
