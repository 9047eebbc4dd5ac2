import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crc16CcittFalse,
  type MerchantQr,
  merchantQrPayload,
  parseDataObjects,
  parseMerchantQr,
} from '#shared/ordering/emv-qr.ts';
import { utf8Bytes } from '#shared/text.ts';

const sample: MerchantQr = {
  account: {
    templateId: '26',
    fields: [
      ['00', 'com.example.pay'],
      ['01', 'M0001234'],
    ],
  },
  categoryCode: '5812',
  currencyNumeric: '156',
  amount: 7600,
  currencyExponent: 2,
  countryCode: 'CN',
  merchantName: 'OSMANTHUS LANE',
  merchantCity: 'SHANGHAI',
  billNumber: 'A-17',
  localName: { language: 'zh', name: '桂花巷小馆' },
};

describe('merchant-presented EMV code (acceptance 12)', () => {
  it('knows the check value of CRC-16/CCITT-FALSE', () => {
    expect(crc16CcittFalse(utf8Bytes('123456789'))).toBe(0x29b1);
  });

  it('accepts EMVCo’s own example, whose lengths count characters and whose CRC runs over UTF-8 bytes', () => {
    const example =
      '00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING' +
      '64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A';
    const objects = parseMerchantQr(example);
    expect(objects.get('59')).toBe('BEST TRANSPORT');
    expect(parseDataObjects(objects.get('64') ?? '').get('01')).toBe('最佳运输');
  });

  it('carries amount, bill number and a Chinese merchant name, and reads back', () => {
    const payload = merchantQrPayload(sample);
    expect(payload.startsWith('000201010212')).toBe(true);
    const objects = parseMerchantQr(payload);
    expect(objects.get('54')).toBe('76.00');
    expect(parseDataObjects(objects.get('62') ?? '').get('01')).toBe('A-17');
    expect(parseDataObjects(objects.get('64') ?? '').get('01')).toBe('桂花巷小馆');
    expect(payload).toContain('0105桂花巷小馆');
  });

  it('a changed character breaks the checksum', () => {
    const payload = merchantQrPayload(sample);
    expect(() => parseMerchantQr(payload.replace('76.00', '76.01'))).toThrow(RangeError);
    expect(() => parseMerchantQr(payload.replace('馆', '店'))).toThrow(RangeError);
  });

  it('property: any amount, bill number and local name round-trips', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter((text) => [...text].length <= 25);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: 0, max: 3 }),
        name,
        (amount, exponent, local) => {
          const well = local.toWellFormed();
          const payload = merchantQrPayload({
            ...sample,
            amount,
            currencyExponent: exponent,
            localName: { language: 'zh', name: well },
          });
          const objects = parseMerchantQr(payload);
          expect(Number(objects.get('54'))).toBeCloseTo(amount / 10 ** exponent, exponent);
          expect(parseDataObjects(objects.get('64') ?? '').get('01')).toBe(well);
        },
      ),
    );
  });
});
