import { toDecimalString } from '../money.ts';
import { utf8Bytes } from '../text.ts';

/** What a merchant-presented code says. Sources: EMVCo "QR Code Specification for Payment Systems: Merchant-Presented Mode" 1.1. */
export interface MerchantQr {
  /** Merchant account information template id, 26 … 51, with its own sub-fields (00 = globally unique identifier). */
  readonly account: { readonly templateId: string; readonly fields: readonly (readonly [id: string, value: string])[] };
  /** ISO 18245 merchant category code, e.g. 5812 for a restaurant. */
  readonly categoryCode: string;
  /** ISO 4217 numeric code, e.g. 156 for CNY. */
  readonly currencyNumeric: string;
  /** Minor units. */
  readonly amount: number;
  readonly currencyExponent: number;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly merchantName: string;
  readonly merchantCity: string;
  readonly billNumber: string;
  /** The merchant's name in its own script (template 64). */
  readonly localName?:
    | { readonly language: string; readonly name: string; readonly city?: string | undefined }
    | undefined;
}

/** CRC-16/CCITT-FALSE (polynomial 0x1021, initial value 0xFFFF, no reflection, no final XOR) over bytes. */
export function crc16CcittFalse(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** One data object: id, two-digit length in characters, value. Throws RangeError for an empty or over-long value. */
function dataObject(id: string, value: string, max = 99): string {
  const length = [...value].length;
  if (length === 0 || length > max) throw new RangeError(`EMV data object ${id} has ${length} characters`);
  return id + String(length).padStart(2, '0') + value;
}

/** Cuts a text to a number of characters (not UTF-16 units). */
function cut(text: string, max: number): string {
  return [...text].slice(0, max).join('');
}

/**
 * The payload of a dynamic merchant-presented EMV code with amount and bill number. Lengths count characters; the CRC
 * runs over the UTF-8 bytes including its own id and length "6304" (EMVCo MPM 1.1, §4.7.3).
 */
export function merchantQrPayload(qr: MerchantQr): string {
  const account = qr.account.fields.map(([id, value]) => dataObject(id, value)).join('');
  const local = qr.localName
    ? dataObject(
        '64',
        dataObject('00', qr.localName.language, 2) +
          dataObject('01', cut(qr.localName.name, 25), 25) +
          (qr.localName.city ? dataObject('02', cut(qr.localName.city, 15), 15) : ''),
      )
    : '';
  const body =
    dataObject('00', '01') +
    dataObject('01', '12') +
    dataObject(qr.account.templateId, account) +
    dataObject('52', qr.categoryCode, 4) +
    dataObject('53', qr.currencyNumeric, 3) +
    dataObject('54', toDecimalString(qr.amount, qr.currencyExponent), 13) +
    dataObject('58', qr.countryCode, 2) +
    dataObject('59', cut(qr.merchantName, 25), 25) +
    dataObject('60', cut(qr.merchantCity, 15), 15) +
    dataObject('62', dataObject('01', cut(qr.billNumber, 25), 25)) +
    local +
    '6304';
  return body + crc16CcittFalse(utf8Bytes(body)).toString(16).toUpperCase().padStart(4, '0');
}

/** Reads a payload's data objects at the top level; throws RangeError when lengths or the CRC do not hold. */
export function parseMerchantQr(payload: string): ReadonlyMap<string, string> {
  const checksum = crc16CcittFalse(utf8Bytes(payload.slice(0, -4)));
  if (checksum !== Number.parseInt(payload.slice(-4), 16)) throw new RangeError('EMV checksum does not match');
  return parseDataObjects(payload);
}

/** Reads a chain of data objects (also within a template). */
export function parseDataObjects(text: string): ReadonlyMap<string, string> {
  const characters = [...text];
  const objects = new Map<string, string>();
  for (let at = 0; at < characters.length; ) {
    const id = characters.slice(at, at + 2).join('');
    const length = Number(characters.slice(at + 2, at + 4).join(''));
    if (!/^\d\d$/.test(id) || !Number.isInteger(length) || at + 4 + length > characters.length) {
      throw new RangeError(`EMV data object at ${at} is cut off`);
    }
    objects.set(id, characters.slice(at + 4, at + 4 + length).join(''));
    at += 4 + length;
  }
  return objects;
}
