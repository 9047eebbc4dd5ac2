import { initTRPC, TRPCError } from '@trpc/server';
import type { CreateFastifyContextOptions } from '@trpc/server/adapters/fastify';
import { AppError, toProblem } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { describeIssues, type Issue } from '#shared/issues.ts';
import type { Language } from '#shared/languages.ts';
import { bearerOf, languageOf } from './http/request.ts';
import type { IdentityService } from './identity/service.ts';
import type { OrderingService } from './ordering/service.ts';
import type { StickerService } from './printing/stickers/service.ts';
import type { ReachService } from './reach/service.ts';
import type { ReportsService } from './reports/service.ts';

/** Name of the console's session cookie. */
const sessionCookie = 'landing_session';

/** What every procedure is given. */
export interface Context {
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly reach: ReachService;
  readonly reports: ReportsService;
  readonly stickers: StickerService;
  readonly actor: Actor | undefined;
  readonly language: Language;
  /** Who calls, for the list of sessions (the User-Agent). */
  readonly client: string;
  readonly address: string;
  /** Gives a browser its session cookie; a program without Origin gets none. Null ends it. */
  setSession(token: string | null): void;
}

/** The rooms that procedures speak to. */
export type Services = Pick<Context, 'identity' | 'ordering' | 'reach' | 'reports' | 'stickers'>;

/** Who asks, by bearer token or cookie; undefined for who is not signed in. */
export function actorOf(identity: IdentityService, request: CreateFastifyContextOptions['req']): Actor | undefined {
  const token = bearerOf(request) ?? request.cookies[sessionCookie];
  return token ? identity.authenticate(token) : undefined;
}

/** Makes a call's context: who is asking (bearer token or cookie), in which language. */
export function createContext(services: Services, { req, res }: CreateFastifyContextOptions): Context {
  const { identity, ordering, reach, reports, stickers } = services;
  const isBrowser = req.headers.origin !== undefined;
  return {
    identity,
    ordering,
    reach,
    reports,
    stickers,
    actor: actorOf(identity, req),
    language: languageOf(req, identity.findEnterprise()?.language ?? 'zh-CN'),
    client: String(req.headers['user-agent'] ?? ''),
    address: req.ip,
    setSession(value) {
      if (!isBrowser) return;
      const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: req.protocol === 'https' } as const;
      if (value === null) res.clearCookie(sessionCookie, options);
      else res.setCookie(sessionCookie, value, { ...options, maxAge: 30 * 86_400 });
    },
  };
}

const rpcCodes: Readonly<Record<number, TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
  507: 'SERVICE_UNAVAILABLE',
};

const t = initTRPC.context<Context>().create({
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  errorFormatter({ shape, error, ctx }) {
    const language = ctx?.language ?? 'zh-CN';
    const known = asAppError(error);
    const problem = toProblem(known, language);
    // Neither stack nor cause leaves the landing.
    return {
      ...shape,
      message: problem.detail,
      data: { code: shape.data.code, httpStatus: problem.status, path: shape.data.path, problem },
    };
  },
});

function asAppError(error: TRPCError): AppError {
  if (error.cause instanceof AppError) return error.cause;
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return new AppError('validation_failed', (language) => ({
        reason: describeIssues((error.cause as { issues?: Issue[] } | undefined)?.issues ?? [], language),
      }));
    case 'NOT_FOUND':
      return new AppError('not_found');
    case 'METHOD_NOT_SUPPORTED':
      return new AppError('method_not_allowed');
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new AppError('unsupported_media_type');
    case 'PAYLOAD_TOO_LARGE':
      return new AppError('body_too_large');
    default:
      return new AppError('internal_error');
  }
}

const translateErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof AppError) {
    const { cause } = result.error;
    throw new TRPCError({ code: rpcCodes[cause.status] ?? 'INTERNAL_SERVER_ERROR', message: cause.message, cause });
  }
  return result;
});

export const router = t.router;

/** A procedure anybody on this computer may call. */
export const publicProcedure = t.procedure.use(translateErrors);

/** A procedure for signed-in people; what they may do is decided in the services. */
export const staffProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.actor) throw new AppError('not_signed_in');
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});
