import { describe, expect, it } from 'vitest';
import { appOf, findDrift, originOf, systemOf } from '#shared/reach/reach.ts';

const printed = [
  { tableId: 'a', link: 'http://192.168.1.20:4780/t/aaa', remoteLink: null },
  { tableId: 'b', link: 'http://192.168.1.20:4780/t/bbb', remoteLink: null },
];
const now = (address: string, port = 4780, addresses = [address]) => ({
  addresses,
  port,
  origin: originOf(address, port),
});

describe('stickers that lead nowhere', () => {
  it('are none while this computer has their address and port, on whatever card', () => {
    expect(findDrift(printed, now('192.168.1.20'))).toBeNull();
    expect(findDrift(printed, now('10.0.0.5', 4780, ['10.0.0.5', '192.168.1.20']))).toBeNull();
    expect(findDrift([], now('10.0.0.5'))).toBeNull();
  });

  it('are those of another address, of another port, and all while there is no network', () => {
    expect(findDrift(printed, now('192.168.1.99'))).toEqual({
      cause: 'address',
      old: 'http://192.168.1.20:4780',
      now: 'http://192.168.1.99:4780',
      tableIds: ['a', 'b'],
    });
    expect(findDrift(printed, now('192.168.1.20', 5000))).toMatchObject({ cause: 'port' });
    expect(findDrift(printed, now('127.0.0.1', 4780, []))).toMatchObject({ cause: 'offline', now: null });
    const reprinted = [printed[0], { tableId: 'b', link: 'http://192.168.1.99:4780/t/bbb', remoteLink: null }].filter(
      (s) => s !== undefined,
    );
    expect(findDrift(reprinted, now('192.168.1.99'))?.tableIds).toEqual(['a']);
  });

  it('are those whose code for the mobile network leads to another cloud, unless none passes orders on', () => {
    const remote = (cloud: string) => printed.map((sticker) => ({ ...sticker, remoteLink: `${cloud}/q/door.token` }));
    const here = now('192.168.1.20');
    const cloud = 'https://cloud.example/shops/';
    expect(findDrift(remote('https://cloud.example/shops'), { ...here, cloud })).toBeNull();
    expect(findDrift(printed, { ...here, cloud })).toBeNull();
    expect(findDrift(remote('https://other.example'), here)).toBeNull();
    expect(findDrift(remote('https://other.example'), { ...here, cloud })).toEqual({
      cause: 'cloud',
      old: 'https://other.example',
      now: 'https://cloud.example/shops',
      tableIds: ['a', 'b'],
    });
    // What keeps everybody from ordering comes first.
    expect(findDrift(remote('https://other.example'), { ...now('192.168.1.99'), cloud })).toMatchObject({
      cause: 'address',
    });
  });

  it('port 80 is a port like any other', () => {
    expect(
      findDrift([{ tableId: 'a', link: 'http://192.168.1.20:80/t/a', remoteLink: null }], now('192.168.1.20', 80)),
    ).toBeNull();
  });
});

it.each([
  [
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.49',
    'wechat',
    'android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E AlipayClient/10.6',
    'alipay',
    'ios',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile/15E Safari/604.1',
    'safari',
    'ios',
  ],
  ['Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36', 'chrome', 'android'],
  ['curl/8.5', 'other', 'other'],
])('%s', (userAgent, app, system) => {
  expect([appOf(userAgent), systemOf(userAgent)]).toEqual([app, system]);
});
