import { z } from 'zod';
import {
  deviceSchema,
  type EnrolAnswer,
  type EnrolmentOffer,
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
} from '#shared/enterprises/devices.ts';
import {
  type DocumentKind,
  type DocumentType,
  documentSchema,
  enterpriseStateSchema,
  type Registration,
  registrationStatusSchema,
  registrationTokenSchema,
} from '#shared/enterprises/registration.ts';
import { errorCatalog } from '#shared/error-catalog.ts';
import { AppError, type ErrorParams } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import {
  type ContactAnswer,
  contactAnswerSchema,
  ownNoticesSchema,
  ownTestAnswerSchema,
} from '#shared/notices/settings.ts';
import { commandStandingSchema, counterSchema, type SendCommand } from '#shared/relay/commands.ts';
import { standingSchema } from '#shared/sync/standing.ts';
import type { CloudHttp, CloudRequest } from './http.ts';
import { CloudRefusal, CloudUnreachable } from './transport.ts';

const patienceMs = 20_000;
const uploadMs = 120_000;

/**
 * What a person's request to the cloud failed of, as an error of this landing: the cloud's own where this program knows
 * it, with what it carries, else its sentence, which is in the person's language.
 */
export function asAppError(error: unknown): unknown {
  if (error instanceof CloudUnreachable) return new AppError(error.code, {}, {}, { cause: error });
  if (!(error instanceof CloudRefusal)) return error;
  const { code, detail, members, retryAfter } = error;
  const details = retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter / 1_000) };
  const params = Object.fromEntries(
    Object.entries(members).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  ) as ErrorParams;
  const needed = code ? [...errorCatalog[code].en.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '') : [];
  if (code && needed.every((name) => name in params)) return new AppError(code, params, details, { cause: error });
  if (detail === '') return new AppError('cloud_busy', {}, details, { cause: error });
  return new AppError('cloud_refused', { reason: detail }, { ...details, ...(code ? { cloudCode: code } : {}) });
}

/** The cloud's API of registrations, devices and the enterprise. Throws AppError. */
export class EnterpriseClient {
  readonly #http: CloudHttp;
  readonly #closing: AbortSignal;

  constructor(http: CloudHttp, closing: AbortSignal) {
    this.#http = http;
    this.#closing = closing;
  }

  register(registration: Registration, language: Language) {
    return this.#send(
      { method: 'POST', path: '/registrations', json: registration },
      registrationTokenSchema,
      language,
    );
  }

  registration(token: string, language: Language = 'en') {
    return this.#send({ method: 'GET', path: '/registrations', token }, registrationStatusSchema, language);
  }

  changeRegistration(token: string, registration: Registration, language: Language) {
    return this.#send(
      { method: 'PUT', path: '/registrations', token, json: registration },
      registrationStatusSchema,
      language,
    );
  }

  submit(token: string, language: Language) {
    return this.#send({ method: 'POST', path: '/registrations/submit', token }, registrationStatusSchema, language);
  }

  addDocument(
    token: string,
    document: { kind: DocumentKind; name: string; type: DocumentType; bytes: Uint8Array },
    language: Language,
  ) {
    const { kind, name, type, bytes } = document;
    return this.#send(
      {
        method: 'PUT',
        path: '/registrations/documents',
        token,
        bytes: { body: bytes, type },
        headers: { 'x-kind': kind, 'x-name': encodeURIComponent(name) },
        patience: uploadMs,
      },
      documentSchema,
      language,
    );
  }

  removeDocument(token: string, id: string, language: Language) {
    return this.#send({ method: 'DELETE', path: `/registrations/documents/${id}`, token }, z.unknown(), language);
  }

  /** The first device of an approved enterprise. */
  enrolRegistered(token: string, device: string, landing: string): Promise<EnrolAnswer> {
    return this.#send(
      { method: 'POST', path: '/registrations/enrol', token, json: { device, landing } },
      enrolAnswerSchema,
      'en',
    );
  }

  enrol(code: string, device: string, landing: string, language: Language): Promise<EnrolAnswer> {
    return this.#send(
      { method: 'POST', path: '/devices/enrol', json: { code, device, landing } },
      enrolAnswerSchema,
      language,
    );
  }

  offer(token: string, offer: EnrolmentOffer, language: Language) {
    return this.#send(
      { method: 'POST', path: '/devices/codes', token, json: offer },
      enrolmentCodeAnswerSchema,
      language,
    );
  }

  devices(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/devices', token }, z.array(deviceSchema), language);
  }

  revoke(token: string, id: string, language: Language) {
    return this.#send({ method: 'DELETE', path: `/devices/${id}`, token }, z.unknown(), language);
  }

  enterprise(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/enterprise', token }, enterpriseStateSchema, language);
  }

  counters(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/relay/counters', token }, z.array(counterSchema), language);
  }

  sendCommand(token: string, command: SendCommand) {
    return this.#send(
      { method: 'POST', path: '/relay/commands', token, json: command },
      commandStandingSchema,
      command.language,
    );
  }

  commandStanding(token: string, id: string, language: Language) {
    return this.#send(
      { method: 'POST', path: `/relay/commands/${id}/standing`, token },
      commandStandingSchema,
      language,
    );
  }

  tellLateBackup(token: string, since: number) {
    return this.#send({ method: 'POST', path: '/devices/backup', token, json: { since } }, z.unknown(), 'en');
  }

  standing(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/sync/standing', token }, standingSchema, language);
  }

  noticeContact(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/notices', token }, contactAnswerSchema, language);
  }

  changeNoticeContact(token: string, contact: ContactAnswer, language: Language) {
    return this.#send({ method: 'PUT', path: '/notices', token, json: contact }, contactAnswerSchema, language);
  }

  notices(token: string, language: Language) {
    return this.#send({ method: 'GET', path: '/notices/recent', token }, ownNoticesSchema, language);
  }

  testNotice(token: string, language: Language) {
    return this.#send({ method: 'POST', path: '/notices/tests', token }, ownTestAnswerSchema, language);
  }

  async #send<Schema extends z.ZodType>(
    request: Omit<CloudRequest, 'signal'>,
    schema: Schema,
    language: Language,
  ): Promise<z.output<Schema>> {
    const { patience = patienceMs } = request;
    const tooLong = AbortSignal.timeout(patience);
    try {
      return await this.#http.send(
        {
          ...request,
          path: `/api/v1${request.path}`,
          headers: { 'accept-language': language, ...request.headers },
          signal: AbortSignal.any([this.#closing, tooLong]),
          patience,
        },
        schema,
      );
    } catch (error) {
      if (tooLong.aborted || this.#closing.aborted) throw new AppError('cloud_unreachable', {}, {}, { cause: error });
      throw asAppError(error);
    }
  }
}
