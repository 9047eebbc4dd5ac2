import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { BackupService } from './service.ts';

/** Kept backups as files on the staff face, for whoever may change the house. */
export async function backupRoutes(
  app: FastifyInstance,
  { backups, actorOf }: { backups: BackupService; actorOf: (request: FastifyRequest) => Actor | undefined },
): Promise<void> {
  app.get<{ Params: { name: string } }>('/backups/:name', async (request, reply) => {
    const actor = actorOf(request);
    if (!actor) throw new AppError('not_signed_in');
    const { name } = request.params;
    const { size, stream } = backups.read(actor, name);
    return reply
      .header('content-type', 'application/octet-stream')
      .header('content-length', size)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(request.method === 'HEAD' ? '' : stream());
  });
}
