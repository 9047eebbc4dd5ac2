import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, toProblem } from '#shared/errors.ts';
import { describeIssues, type Issue } from '#shared/issues.ts';
import type { Language } from '#shared/languages.ts';
import { problemSchema } from '#shared/schemas.ts';
import { languageOf } from './request.ts';

const byFastifyCode: Readonly<Record<string, ConstructorParameters<typeof AppError>[0]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** Any thrown thing as the one error family; what is not a caller's mistake becomes internal_error. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ keyword, instancePath, params, message }) => {
      const path = instancePath.split('/').filter((step) => step !== '');
      return { ...params, code: keyword, path, message } satisfies Issue & Record<string, unknown>;
    });
    return new AppError(
      'validation_failed',
      (language) => ({ reason: describeIssues(issues, language) }),
      {},
      { cause: error },
    );
  }
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : byFastifyCode[code];
  if (known) return new AppError(known, {}, {}, { cause: error });
  if (statusCode === 413) return new AppError('body_too_large');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError('malformed_request', {}, {}, { cause: error });
  return new AppError('internal_error', {}, {}, { cause: error });
}

/** Headers of an answer that is data and never a page. */
export const dataHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Answers an error as problem+json (RFC 9457) in the caller's language. */
export function sendProblem(reply: FastifyReply, error: AppError, language: Language): FastifyReply {
  const problem = toProblem(error, language);
  // RFC 9110 §10.2.3
  if (typeof problem['retryAfter'] === 'number') reply.header('retry-after', String(problem['retryAfter']));
  return (
    reply
      .code(error.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('content-language', language)
      // A request may be refused before it reached the face that would have set them.
      .headers(dataHeaders)
      .send(JSON.stringify(problem))
  );
}

/**
 * Gives a Fastify instance the one error handler and the one not-found answer of the product. `recognise` knows errors
 * of a program's own libraries.
 */
export function answerWithProblems(
  app: FastifyInstance,
  houseLanguage: () => Language,
  recognise: (error: unknown) => AppError | undefined = () => undefined,
): void {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = recognise(error) ?? toAppError(error);
    if (known.status >= 500) request.log.error({ err: known.cause ?? error, code: known.code }, 'request failed');
    return sendProblem(reply, known, languageOf(request, houseLanguage()));
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new AppError('not_found'), languageOf(request, houseLanguage())),
  );
}

const problem = { description: 'Problem', content: { 'application/problem+json': { schema: problemSchema } } };

/** Refusals a caller should expect, by status, for a route's description; any other status has the same form. */
export function problemAnswers(...statuses: number[]): Record<string, typeof problem> {
  return Object.fromEntries([...statuses.map(String), 'default'].map((status) => [status, problem]));
}
