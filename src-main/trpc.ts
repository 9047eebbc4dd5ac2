import { initTRPC, TRPCError } from '@trpc/server';
import type { CreateFastifyContextOptions } from '@trpc/server/adapters/fastify';
import type { FastifyRequest } from 'fastify';
import { bearerOf, isSecure, languageOf } from '#server/request.ts';
import type { Subsystem } from '#shared/enterprises/switches.ts';
import { AppError, toProblem } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { describeIssues, type Issue } from '#shared/issues.ts';
import type { Language } from '#shared/languages.ts';
import type { BenchService } from './bench/service.ts';
import { cookieNames } from './http/cookies.ts';
import type { IdentityService } from './identity/service.ts';
import { type Device, deviceCookieDays, type LanService } from './lan/service.ts';
import type { OrderingService } from './ordering/service.ts';
import type { PrintingService } from './printing/service.ts';
import type { StickerService } from './printing/stickers/service.ts';
import type { ReachService } from './reach/service.ts';
import type { RelayService } from './relay/service.ts';
import type { RepairService } from './repairs/service.ts';
import type { ReportsService } from './reports/service.ts';
import type { BackupService } from './store/service.ts';
import type { SyncService } from './sync/service.ts';

/** What every procedure is given. */
export interface Context {
  readonly backups: BackupService;
  readonly bench: BenchService;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly lan: LanService;
  readonly printing: PrintingService;
  readonly reach: ReachService;
  readonly repairs: RepairService;
  readonly relay: RelayService;
  readonly reports: ReportsService;
  readonly stickers: StickerService;
  readonly sync: SyncService;
  /** `local`: the main computer itself, over loopback. `lan`: a staff device over HTTPS. */
  readonly face: 'local' | 'lan';
  /** The paired device that calls; undefined on the main computer, and on a device that is not paired. */
  readonly device: Device | undefined;
  readonly actor: Actor | undefined;
  readonly language: Language;
  /** Who calls, for the list of sessions (the User-Agent). */
  readonly client: string;
  readonly address: string;
  /** Gives a browser its session cookie; a program without Origin gets none. Null ends it. */
  setSession(token: string | null): void;
  /** Gives the calling device its credential. */
  setDevice(token: string): void;
  /** Lets the calling device's credential live on from today. */
  keepDevice(): void;
}

/**
 * Who sent a request, by its bearer token or its cookie, and from where. A session belongs to the device it was started
 * on; on a device that is not paired nobody is signed in.
 */
function findCaller(
  { identity, lan }: { identity: IdentityService; lan: LanService },
  request: FastifyRequest,
): Pick<Context, 'face' | 'device' | 'actor'> {
  const names = cookieNames(lan.tag, isSecure(request));
  const token = bearerOf(request) ?? request.cookies[names.session];
  if (!isSecure(request))
    return { face: 'local', device: undefined, actor: token ? identity.authenticate(token) : undefined };
  const device = lan.visit(request.cookies[names.device], request.ip, request.raw.socket);
  return { face: 'lan', device, actor: token && device ? identity.authenticate(token, device.id) : undefined };
}

/** Who sent a request to a route beside the procedures. Throws AppError device_not_paired or not_signed_in. */
export function requireActor(services: { identity: IdentityService; lan: LanService }, request: FastifyRequest): Actor {
  const { face, device, actor } = findCaller(services, request);
  if (face === 'lan' && !device) throw new AppError('device_not_paired');
  if (!actor) throw new AppError('not_signed_in');
  return actor;
}

/** The rooms that procedures speak to. */
export type Services = Pick<
  Context,
  | 'backups'
  | 'bench'
  | 'identity'
  | 'ordering'
  | 'lan'
  | 'printing'
  | 'reach'
  | 'relay'
  | 'repairs'
  | 'reports'
  | 'stickers'
  | 'sync'
>;

/** Makes a call's context: who is asking (bearer token or cookie), in which language. */
export function createContext(services: Services, { req, res }: CreateFastifyContextOptions): Context {
  const { backups, bench, identity, ordering, printing, lan, reach, relay, repairs, reports, stickers, sync } =
    services;
  const { face, device, actor } = findCaller(services, req);
  const names = cookieNames(lan.tag, isSecure(req));
  const deviceToken = req.cookies[names.device];
  const isBrowser = req.headers.origin !== undefined;
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(req) } as const;
  const setDevice = (value: string) =>
    void res.setCookie(names.device, value, { ...options, maxAge: deviceCookieDays * 86_400 });
  return {
    backups,
    bench,
    identity,
    ordering,
    printing,
    lan,
    reach,
    relay,
    repairs,
    reports,
    stickers,
    sync,
    face,
    device,
    actor,
    language: languageOf(req, identity.findEnterprise()?.language ?? 'zh-CN'),
    client: String(req.headers['user-agent'] ?? ''),
    address: req.ip,
    setSession(value) {
      if (!isBrowser) return;
      if (value === null) res.clearCookie(names.session, options);
      else res.setCookie(names.session, value, { ...options, maxAge: 30 * 86_400 });
    },
    setDevice,
    keepDevice: () => deviceToken && setDevice(deviceToken),
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

/** A procedure that a device may call before it is paired. Everything else is built on `publicProcedure`. */
export const openProcedure = t.procedure.use(translateErrors);

/** A procedure anybody on this computer, or on a paired device, may call. Throws AppError device_not_paired. */
export const publicProcedure = openProcedure.use(({ ctx, next }) => {
  if (ctx.face === 'lan' && !ctx.device) throw new AppError('device_not_paired');
  return next();
});

/** Refuses what is done on the main computer only. Throws AppError main_computer_only. */
export function onMainComputer(ctx: Pick<Context, 'face'>): void {
  if (ctx.face !== 'local') throw new AppError('main_computer_only');
}

/** A procedure for signed-in people; what they may do is decided in the services. */
export const staffProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.actor) throw new AppError('not_signed_in');
  return next({ ctx: { ...ctx, actor: ctx.actor } });
});

/** A procedure for signed-in people in a part of the product that can be switched off. Throws AppError subsystem_off. */
export const staffProcedureOf = (subsystem: Subsystem) =>
  staffProcedure.use(({ ctx, next }) => {
    ctx.sync.requireSubsystem(subsystem);
    return next();
  });
