import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { describeIssues } from '#shared/issues.ts';
import { languages } from '#shared/languages.ts';
import { reportInputs } from '#shared/reports/inputs.ts';
import { idSchema } from '#shared/schemas.ts';
import type { ReportsService } from './service.ts';

/** `inline` has the file shown, to be printed; without it, it is saved. */
const fileInput = z.object({ language: z.enum(languages).optional(), inline: z.string().optional() });
const shiftInput = z.object({ id: idSchema });

interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer | string;
}

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', (language) => ({ reason: describeIssues(parsed.error.issues, language) }));
}

/** Reports as files on the staff face: CSV for spreadsheets, PDF for paper. */
export async function reportRoutes(
  app: FastifyInstance,
  { reports, actorOf }: { reports: ReportsService; actorOf: (request: FastifyRequest) => Actor | undefined },
): Promise<void> {
  const send = (
    path: string,
    make: (actor: Actor, request: FastifyRequest, language: (typeof languages)[number]) => Promise<ReportFile>,
  ) =>
    app.get(path, async (request, reply) => {
      const actor = actorOf(request);
      if (!actor) throw new AppError('not_signed_in');
      const { language, inline } = read(fileInput, request.query);
      const { name, type, body } = await make(actor, request, language ?? 'en');
      const disposition = inline === undefined ? 'attachment' : 'inline';
      return reply
        .header('content-type', type)
        .header('content-disposition', `${disposition}; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(body);
    });

  send('/reports/shifts/:id.pdf', (actor, request, language) =>
    reports.shiftFile(actor, read(shiftInput, request.params).id, language),
  );
  send('/reports/:report.:format', (actor, request, language) => {
    const asked = read(reportInputs.file, { ...(request.query as object), ...(request.params as object) });
    return reports.file(actor, asked, language);
  });
}
