import { errorCatalog } from './error-catalog.ts';
import type { Language } from './languages.ts';

export type ErrorCode = keyof typeof errorCatalog;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** The sentence for a code in a language, with its parameters filled in. */
export function errorMessage(code: ErrorCode, language: Language, params: ErrorParams = {}): string {
  return errorCatalog[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '—'));
}

/** A parameter that reads differently in each language, e.g. a dish name. */
export type LocalizedParams = (language: Language) => ErrorParams;

/**
 * The one error family of the product. `details` travels to the caller as extra members of the problem document
 * (RFC 9457 §3.2) and may depend on the caller's language.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams | LocalizedParams;
  readonly details: Readonly<Record<string, unknown>> | ((language: Language) => Readonly<Record<string, unknown>>);

  constructor(
    code: ErrorCode,
    params: ErrorParams | LocalizedParams = {},
    details: AppError['details'] = {},
    options?: ErrorOptions,
  ) {
    super(errorMessage(code, 'en', typeof params === 'function' ? params('en') : params), options);
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.details = details;
  }

  get status(): number {
    return errorCatalog[this.code].status;
  }
}

/** An error as a problem document (RFC 9457), without the HTTP around it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** Writes an error as a problem document in the caller's language. */
export function toProblem(error: AppError, language: Language): Problem {
  const params = typeof error.params === 'function' ? error.params(language) : error.params;
  const details = typeof error.details === 'function' ? error.details(language) : error.details;
  const message = errorMessage(error.code, language, params);
  return {
    type: `urn:landing-desk:problem:${error.code}`,
    title: message,
    status: error.status,
    code: error.code,
    detail: message,
    ...details,
  };
}
