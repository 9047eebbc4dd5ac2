import type { NoticeCode } from '#shared/notices/kinds.ts';
import type { Outcome } from './outcome.ts';

type Known = readonly [pattern: RegExp, code: NoticeCode, next: Outcome['next']];

/**
 * What codes of Alibaba Cloud's and Tencent Cloud's SendSms mean, by their published lists. A name or template that was not
 * approved ails every message, so all of them wait for the operator.
 */
const known: readonly Known[] = [
  [
    /^(AuthFailure|UnauthorizedOperation|SignatureDoesNotMatch|SignatureNonceUsed|IncompleteSignature|InvalidAccessKeyId|InvalidTimeStamp|Forbidden|NoPermission|MissingAccessKeyId|is[pv]\.RAM)/,
    'credentials',
    'provider',
  ],
  [/^(isv\.)?BUSINESS_LIMIT|^LimitExceeded/, 'later', 'later'],
  [/MOBILE_NUMBER_ILLEGAL|IncorrectPhoneNumber|PhoneNumberInBlacklist/, 'recipient_refused', 'failed'],
  [/SIGN(ATURE|_NAME)?_ILLEGAL|SignatureIncorrectOrUnapproved/, 'sender_refused', 'provider'],
  [
    /^(Throttling|RequestLimitExceeded|InternalError|ServiceUnavailable|isp\.)|TEMPLATE_ILLEGAL|TemplateIncorrectOrUnapproved|AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|ACCOUNT_|PRODUCT_UN|Insufficient|SdkAppId/,
    'provider_refused',
    'provider',
  ],
];

interface Answer {
  readonly Code?: unknown;
  readonly Response?: {
    readonly Error?: { readonly Code?: unknown };
    readonly SendStatusSet?: readonly { readonly Code?: unknown }[];
  };
}

/** What an answer of a provider that signs says has gone wrong; undefined for a success, and for what is not known. */
export function troubleOf(text: string): Pick<Outcome, 'code' | 'next'> | undefined {
  let answer: Answer | null;
  try {
    answer = JSON.parse(text) as Answer | null;
  } catch {
    return undefined;
  }
  const said = answer?.Code ?? answer?.Response?.Error?.Code ?? answer?.Response?.SendStatusSet?.[0]?.Code;
  if (typeof said !== 'string') return undefined;
  const found = known.find(([pattern]) => pattern.test(said));
  return found && { code: found[1], next: found[2] };
}
