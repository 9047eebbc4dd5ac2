import { describe, expect, test } from 'vitest';
import { readArguments } from '#main/desktop/arguments.ts';
import { isCustomerDisplay, mayOpenOutside, sameOrigin } from '#main/desktop/guards.ts';

describe('links to the outside', () => {
  test.each(['https://support.microsoft.com/en-us/windows', 'https://b.alipay.com/'])('%s opens', (url) => {
    expect(mayOpenOutside(url)).toBe(true);
  });

  test.each([
    'http://support.microsoft.com/',
    'https://support.microsoft.com.evil.example/',
    'https://evil.example/?support.microsoft.com',
    'https://evil.example#support.microsoft.com',
    'https://support.microsoft.com@evil.example/',
    'https://user:secret@support.microsoft.com/',
    'https://support.microsoft.com:8443/',
    'https://sub.support.microsoft.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://support.microsoft.com/share',
    '\\\\support.microsoft.com\\share',
    '',
  ])('%s does not', (url) => {
    expect(mayOpenOutside(url)).toBe(false);
  });
});

describe('sameOrigin', () => {
  const landing = 'http://127.0.0.1:4780';
  test.each([`${landing}/`, `${landing}/console/orders?x=1#y`, 'HTTP://127.0.0.1:4780/'])('%s is home', (url) => {
    expect(sameOrigin(url, landing)).toBe(true);
  });
  test.each([
    'https://127.0.0.1:4780/',
    'http://127.0.0.1:4781/',
    'http://localhost:4780/',
    'http://127.0.0.1:4780@evil.example/',
    'data:text/html,hello',
    'about:blank',
    'blob:http://127.0.0.1:4780/uuid',
    'not a url',
    '',
  ])('%s is not', (url) => {
    expect(sameOrigin(url, landing)).toBe(false);
  });
  test('nothing is home before the landing is ready', () => {
    expect(sameOrigin(`${landing}/`, undefined)).toBe(false);
  });
});

describe('the only page with a window of its own', () => {
  const landing = 'http://127.0.0.1:4780';
  test.each([
    [`${landing}/console/customer-display`, true],
    [`${landing}/console/customer-display/../settings`, false],
    [`${landing}/console/counter`, false],
    ['http://127.0.0.1:4781/console/customer-display', false],
    ['https://evil.example/console/customer-display', false],
    ['javascript:alert(1)', false],
  ])('%s: %s', (url, allowed) => {
    expect(isCustomerDisplay(url, landing)).toBe(allowed);
  });
});

describe('the command line', () => {
  test('has defaults and ignores what others add to it', () => {
    expect(readArguments(['.', '--no-sandbox', '--enable-features=X', '-psn_0_1'])).toEqual({
      data: undefined,
      port: 4780,
      staffPort: 4781,
      demo: false,
      json: false,
      hidden: false,
      safeMode: false,
    });
  });
  test.each(['0', '-1', '65536', '80.5', 'abc', ''])('takes port %j for the default one', (port) => {
    expect(readArguments([`--port=${port}`]).port).toBe(4780);
  });
  test('reads folder, port, demo and json', () => {
    expect(readArguments(['--data', '/shop', '--port', '8080', '--staff-port', '8081', '--demo', '--json'])).toEqual({
      data: '/shop',
      port: 8080,
      staffPort: 8081,
      demo: true,
      json: true,
      hidden: false,
      safeMode: false,
    });
  });
});
