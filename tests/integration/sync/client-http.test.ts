import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRoot } from '#main/lan/authority.ts';
import { readCloudAddress } from '#main/sync/address.ts';
import { CloudClient } from '#main/sync/client.ts';
import { CloudHttp } from '#main/sync/http.ts';
import { type CloudRefusal, CloudUnreachable } from '#main/sync/transport.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { Push } from '#shared/sync/push.ts';
import { freePort } from '#tests/support/free-port.ts';
import { deviceId } from '#tests/support/sync/engine.ts';
import { HttpCloud } from '#tests/support/sync/http-cloud.ts';
import { ModelCloud } from '#tests/support/sync/model-cloud.ts';

const { signal } = new AbortController();
const hello = { device: deviceId, epoch: 1, protocol: 1, schema: 1 };

let model: ModelCloud;
let cloud: HttpCloud;
let http: CloudHttp;
let client: CloudClient;

beforeEach(async () => {
  model = new ModelCloud();
  cloud = await HttpCloud.start({ sync: () => model });
  const credential = cloud.admit(deviceId);
  http = new CloudHttp(cloud.url);
  client = new CloudClient(http, () => credential);
});
afterEach(async () => {
  await http.close();
  await cloud.close();
});

function push(ops: number): Push {
  return {
    device: deviceId,
    epoch: 1,
    schema: 1,
    firstSeq: 1,
    continuation: 'token-1',
    open: false,
    ops: Array.from({ length: ops }, (_, n) => ({
      kind: 'put',
      seq: n + 1,
      tx: n + 1,
      stamp: formatStamp({ ms: n + 1, counter: 0, device: deviceId }),
      actor: 'system',
      entity: 'thing',
      id: `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      whole: true,
      fields: { value: `a value of some length ${n}` },
      before: {},
      base: {},
    })),
  };
}

describe('the client over HTTP', () => {
  it('is small: an idle reconnect is one request of less than half a kilobyte', async () => {
    await client.hello({ ...hello, cursor: '0000000000017', continuation: 'token-1' }, signal);
    expect(cloud.received).toHaveLength(1);
    const [{ headBytes, body } = { headBytes: 0, body: '' }] = cloud.received;
    expect(headBytes + body.length).toBeLessThan(560);
  });

  it('keeps connections for what comes one after the other', async () => {
    let connections = 0;
    cloud.instead = (request) => {
      if (!('counted' in request.socket)) connections += 1;
      Object.assign(request.socket, { counted: true });
      return false;
    };
    for (let n = 0; n < 12; n += 1) await client.hello(hello, signal);
    expect(connections).toBeLessThanOrEqual(2);
  });

  it.each(['gzip', 'zstd'] as const)('compresses what it sends, and reads %s', async (encoding) => {
    cloud.encoding = encoding;
    await client.hello(hello, signal);
    await client.push(push(200), signal);
    const sent = cloud.received.at(-1);
    expect(sent?.headers['content-encoding']).toBe('gzip');
    expect(sent?.body.length).toBeLessThan(JSON.stringify(push(200)).length / 5);
    const { changes } = await client.pull({ cursor: undefined, limit: 2_000 }, signal);
    expect(changes).toHaveLength(200);
  });

  it('takes a chunk of a snapshot only when its hash is right', async () => {
    model.write('0190a000-0000-7000-8000-000000000009', 'x');
    expect((await client.snapshot(undefined, signal)).rows).toHaveLength(1);
    cloud.instead = (_, response, path) => {
      if (!path.endsWith('snapshot')) return false;
      void model.snapshot(undefined, signal).then((chunk) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ...chunk, rows: [] }));
      });
      return true;
    };
    await expect(client.snapshot(undefined, signal)).rejects.toMatchObject({ code: 'cloud_answer_unreadable' });
  });

  it('hears pokes, and the end of the stream', async () => {
    const heard: string[] = [];
    const opened = Promise.withResolvers<void>();
    const poked = Promise.withResolvers<void>();
    const abort = new AbortController();
    const listening = client.poke(
      '0',
      {
        opened: () => opened.resolve(),
        alive: () => heard.push('alive'),
        poke: () => {
          heard.push('poke');
          poked.resolve();
        },
      },
      abort.signal,
    );
    await opened.promise;
    while (model.pokes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    model.write('0190a000-0000-7000-8000-000000000009', 'x');
    await poked.promise;
    expect(heard).toContain('alive');
    abort.abort();
    await expect(listening).rejects.toThrow();
  });

  it.each([
    ['a page of the network', 200, 'text/html', '<html>Please sign in</html>', 'cloud_answer_unreadable'],
    ['JSON of something else', 200, 'application/json', '{"hello":"world"}', 'cloud_answer_unreadable'],
    ['a redirect', 302, 'text/html', '', 'cloud_answer_unreadable'],
    ['half an answer', 200, 'application/json', '{"serverEpoch":', 'cloud_answer_unreadable'],
  ])('takes %s for no cloud', async (_, status, type, text, code) => {
    cloud.instead = (__, response) => {
      response.writeHead(status, { 'content-type': type, location: 'http://elsewhere.test/' }).end(text);
      return true;
    };
    await expect(client.hello(hello, signal)).rejects.toMatchObject({ code });
  });

  it('reads what the cloud refuses, and when it may come again', async () => {
    cloud.instead = (_, response) => {
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '7' });
      response.end(JSON.stringify({ code: 'storage_unavailable', detail: 'Busy.', expected: 4 }));
      return true;
    };
    const refusal = await client.hello(hello, signal).catch((error: CloudRefusal) => error);
    expect(refusal).toMatchObject({
      status: 503,
      code: 'storage_unavailable',
      retryAfter: 7_000,
      members: { expected: 4 },
    });
  });

  it('reads a date to come again at by the cloud’s clock, not its own', async () => {
    cloud.instead = (_, response) => {
      response.writeHead(429, {
        date: 'Fri, 20 Nov 2036 10:00:00 GMT',
        'retry-after': 'Fri, 20 Nov 2036 10:00:30 GMT',
      });
      response.end();
      return true;
    };
    await expect(client.hello(hello, signal)).rejects.toMatchObject({ status: 429, retryAfter: 30_000 });
  });

  it('says in words that nobody answers, that the line broke, or that it was told to stop', async () => {
    cloud.instead = (request) => {
      request.socket.destroy();
      return true;
    };
    await expect(client.hello(hello, signal)).rejects.toMatchObject({ code: 'cloud_unreachable' });
    const abort = new AbortController();
    cloud.instead = () => {
      abort.abort(new Error('told to'));
      return true;
    };
    await expect(client.hello(hello, abort.signal)).rejects.toThrow('told to');
    const nobody = new CloudHttp(`http://127.0.0.1:${await freePort()}`);
    const failed = await new CloudClient(nobody, () => 'x').hello(hello, signal).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(CloudUnreachable);
    await nobody.close();
  });

  it('lets go of what hangs when the network changed, and goes on', async () => {
    const asked = Promise.withResolvers<void>();
    cloud.instead = () => {
      asked.resolve();
      return true;
    };
    const hanging = client.hello(hello, signal);
    await asked.promise;
    client.refresh();
    await expect(hanging).rejects.toMatchObject({ code: 'cloud_unreachable' });
    cloud.instead = () => false;
    expect((await client.hello(hello, signal)).news).toBe(false);
  });

  it('refuses a certificate that nobody vouches for, and says what it may be', async () => {
    const { certificate, key } = await makeRoot('cloud.local', Date.now());
    const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const tls = new CloudHttp(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const refused = new CloudClient(tls, () => 'x').hello(hello, signal);
    await expect(refused).rejects.toMatchObject({ code: 'cloud_certificate_bad' });
    await tls.close();
    server.close();
  });
});

describe('an address as it is typed', () => {
  it.each([
    ['cloud.example.com', 'https://cloud.example.com'],
    [' https://Cloud.Example.com/ ', 'https://cloud.example.com'],
    ['https://example.com:8443/desk/', 'https://example.com:8443/desk'],
    ['http://localhost:4790', 'http://localhost:4790'],
    ['http://127.0.0.1:4790/', 'http://127.0.0.1:4790'],
    ['http://[::1]:4790', 'http://[::1]:4790'],
  ])('%s', (typed, address) => expect(readCloudAddress(typed)).toEqual({ address }));

  it.each([
    ['', 'cloud_address_invalid'],
    ['https://', 'cloud_address_invalid'],
    ['ftp://example.com', 'cloud_address_invalid'],
    ['https://me:secret@example.com', 'cloud_address_invalid'],
    ['https://example.com/?a=b', 'cloud_address_invalid'],
    ['http://example.com', 'cloud_address_insecure'],
    ['http://192.168.1.5:4790', 'cloud_address_insecure'],
    ['http://127.0.0.1.example.com', 'cloud_address_insecure'],
    ['http://localhost.example.com', 'cloud_address_insecure'],
  ])('%s is none', (typed, problem) => expect(readCloudAddress(typed)).toEqual({ problem }));
});
