import type { FastifyInstance } from 'fastify';
import { isSecure, languageOf } from '#server/request.ts';
import { AppError } from '#shared/errors.ts';
import { type Language, languages } from '#shared/languages.ts';
import type { LanService } from './service.ts';
import { appleProfile, certificateFile, profileFile, systemOf, trustPage, trustStyle } from './trust-page.ts';

/**
 * The one thing staff devices are given over plain HTTP: the root certificate, and how to trust it. There while LAN
 * access is on, and on the plain listener only.
 */
export function trustRoutes(app: FastifyInstance, lan: LanService, houseLanguage: () => Language): void {
  const rootFor = (request: Parameters<typeof isSecure>[0]) => {
    const root = isSecure(request) ? undefined : lan.root;
    if (!root) throw new AppError('not_found');
    return root;
  };
  const schema = { hide: true } as const;

  app.get<{ Querystring: { lang?: string } }>('/trust', { schema }, (request, reply) => {
    rootFor(request);
    const language =
      languages.find((candidate) => candidate === request.query.lang) ?? languageOf(request, houseLanguage());
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-language', language)
      .send(trustPage(language, systemOf(String(request.headers['user-agent'] ?? ''))));
  });
  app.get('/trust/style.css', { schema }, (request, reply) => {
    rootFor(request);
    return reply.header('content-type', 'text/css; charset=utf-8').header('cache-control', 'no-cache').send(trustStyle);
  });
  app.get(`/trust/${certificateFile}`, { schema }, (request, reply) =>
    reply
      .header('content-type', 'application/x-x509-ca-cert')
      .header('content-disposition', `attachment; filename="${certificateFile}"`)
      .header('cache-control', 'no-store')
      .send(rootFor(request).der),
  );
  app.get(`/trust/${profileFile}`, { schema }, (request, reply) =>
    reply
      .header('content-type', 'application/x-apple-aspen-config')
      .header('content-disposition', `attachment; filename="${profileFile}"`)
      .header('cache-control', 'no-store')
      .send(appleProfile(rootFor(request), lan.hostName)),
  );
}
