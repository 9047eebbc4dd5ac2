import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWifiCode, type WifiNetwork, wifiCode, wifiProblem, wifiSecurities } from '#shared/printing/wifi.ts';
import { runs } from '#tests/support/soak.ts';

const awkward = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('\\', ';', ',', ':', '"', 'P', 'S', ' ', '茶', '☕', 'é'), maxLength: 30 }),
  fc.constantFrom(
    'WIFI:T:WPA;S:x;;',
    '\\;',
    ';;',
    '"quoted"',
    'DEADBEEF',
    '桂花小馆 5G',
    '🍜 noodles',
    ' ends with space ',
  ),
);

describe('the Wi-Fi code', () => {
  it('reads back every name and password, whatever is in them', () => {
    const network = fc.record<WifiNetwork>({
      ssid: awkward.filter((text) => text !== ''),
      security: fc.constantFrom(...wifiSecurities),
      password: awkward,
      hidden: fc.boolean(),
    });
    fc.assert(
      fc.property(network, (wifi) => {
        const expected = wifi.security === 'open' ? { ...wifi, password: '' } : wifi;
        expect(parseWifiCode(wifiCode(wifi))).toEqual(expected);
      }),
      runs(2_000),
    );
  });

  it('is written as ZXing’s documentation does', () => {
    const wifi = { ssid: 'mynetwork', security: 'wpa', password: 'mypass', hidden: false } as const;
    expect(wifiCode(wifi)).toBe('WIFI:T:WPA;S:mynetwork;P:mypass;;');
    expect(wifiCode({ ...wifi, ssid: '"foo;bar\\baz"' })).toBe('WIFI:T:WPA;S:\\"foo\\;bar\\\\baz\\";P:mypass;;');
    expect(wifiCode({ ...wifi, security: 'open', hidden: true })).toBe('WIFI:T:nopass;S:mynetwork;H:true;;');
  });

  it('never reads what is not one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = parseWifiCode(text);
        expect(read === undefined || text.startsWith('WIFI:')).toBe(true);
      }),
    );
    expect(parseWifiCode('WIFI:T:WPA;P:x;;')).toBeUndefined();
    expect(parseWifiCode('WIFI:T:FOO;S:x;;')).toBeUndefined();
  });

  it.each([
    [{ ssid: '' }, 'ssid_length'],
    [{ ssid: '汉'.repeat(11) }, 'ssid_length'],
    [{ ssid: '汉'.repeat(10) }, undefined],
    [{ ssid: 'a\nb' }, 'control_character'],
    [{ password: '1234567' }, 'wpa_length'],
    [{ password: 'x'.repeat(64) }, 'wpa_length'],
    [{ password: 'a'.repeat(64) }, undefined],
    [{ security: 'sae', password: '' }, 'sae_length'],
    [{ security: 'wep', password: '1234' }, 'wep_length'],
    [{ security: 'wep', password: '0123456789' }, undefined],
    [{ security: 'open', password: '' }, undefined],
  ] as const)('%j: %s', (part, problem) => {
    expect(wifiProblem({ ssid: 'shop', security: 'wpa', password: 'long enough', hidden: false, ...part })).toBe(
      problem,
    );
  });
});
