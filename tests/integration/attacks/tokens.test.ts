import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { codeOf, type RawAnswer, StaffDevice, send } from '#tests/support/staff-device.ts';
import { interleaved, quantile } from '#tests/support/timing.ts';

const folder = tempFolder();
let landing: TestLanding;
let origin: string;
let device: StaffDevice;

beforeAll(async () => {
  landing = await TestLanding.copy({ folder: folder.path });
  ({ origin } = new URL(landing.landing.consoleUrl));
  device = await StaffDevice.on(landing, 'Tablet');
});

afterAll(async () => {
  device.close();
  await landing.close();
  folder.remove();
});

/** Tokens ever nearer to a real one; only the real one may be told apart. */
function nearMisses(real: string): Record<string, string> {
  const changed = (index: number) => {
    const letter = real.at(index) === 'A' ? 'B' : 'A';
    return real.slice(0, index) + letter + real.slice(index + 1);
  };
  return {
    random: randomBytes(Math.floor((real.length * 3) / 4))
      .toString('base64url')
      .padEnd(real.length, 'A')
      .slice(0, real.length),
    firstWrong: changed(0),
    middleWrong: changed(Math.floor(real.length / 2)),
    lastWrong: changed(real.length - 1),
    otherCase: real.replace(/[a-z]/, (letter) => letter.toUpperCase()),
    short: real.slice(0, -1),
    long: `${real}A`,
  };
}

/** What a caller can tell two answers apart by, besides time. */
const appearance = ({ status, body, headers }: RawAnswer) => {
  const { date: _, ...rest } = headers;
  return JSON.stringify([status, body, rest]);
};

/** The cases an attacker can choose among: a sticker, a phone's session, a person's session, a device, a pairing code. */
async function targets(): Promise<Record<string, { real: string; ask: (token: string) => Promise<RawAnswer> }>> {
  const phone = await Phone.scan(landing.sticker('1'));
  const owner = await landing.as('owner');
  const { url } = await owner.mutate<{ url: string }>('lan.devices.offer', { name: 'T', kind: 'waiter' });
  const json = { 'content-type': 'application/json' };
  const [cookieName = '', cookieValue = ''] = [...device.cookies].find(([name]) => name.includes('device')) ?? [];
  return {
    'a sticker’s page': {
      real: new URL(landing.sticker('1')).pathname.slice(3),
      ask: (token) => send(`${origin}/t/${token}`),
    },
    'a sticker’s session': {
      real: new URL(landing.sticker('1')).pathname.slice(3),
      ask: (token) =>
        send(`${origin}/api/v1/guest/sessions`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ tableToken: token }),
        }),
    },
    'a phone’s session': {
      real: phone.session.sessionToken,
      ask: (token) => send(`${origin}/api/v1/guest/tab`, { headers: { authorization: `Bearer ${token}` } }),
    },
    'a person’s session': {
      real: owner.token ?? '',
      ask: (token) => send(`${origin}/trpc/identity.me`, { headers: { authorization: `Bearer ${token}` } }),
    },
    'a device’s credential': {
      real: cookieValue,
      ask: (token) =>
        send(`${device.origin}/trpc/identity.state`, {
          headers: { cookie: `${cookieName}=${token}` },
          agent: device.agent,
        }),
    },
    'a pairing code': {
      real: new URL(url).hash.slice(1),
      ask: (token) => {
        const headers = { ...json, origin: device.origin };
        return send(`${device.origin}/trpc/lan.pair`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ code: token }),
          agent: device.agent,
        });
      },
    },
  };
}

describe('guessed tokens', () => {
  it('every wrong one gets the very same answer', async () => {
    for (const [what, { real, ask }] of Object.entries(await targets())) {
      const answers = new Map<string, string[]>();
      for (const [kind, token] of Object.entries(nearMisses(real))) {
        const seen = appearance(await ask(token));
        answers.set(seen, [...(answers.get(seen) ?? []), kind]);
      }
      expect([what, [...answers.values()]]).toEqual([what, [Object.keys(nearMisses(real))]]);
    }
  });

  it('how near a guess is does not show in the time it takes', async () => {
    const all = await targets();
    // Tries at pairing are few by design; how its codes are compared is `timingSafeEqual` over hashes.
    for (const what of ['a sticker’s session', 'a phone’s session', 'a device’s credential'] as const) {
      const target = all[what];
      if (!target) throw new Error(what);
      const { firstWrong = '', lastWrong = '', random = '' } = nearMisses(target.real);
      const calls = {
        random: () => target.ask(random),
        first: () => target.ask(firstWrong),
        last: () => target.ask(lastWrong),
      };
      await interleaved(calls, 20);
      const samples = await interleaved(calls, 120);
      // Of the quick ones, which nothing else on the computer held up. A comparison that slept or hashed for the near
      // ones only would show as a multiple; noise is a fraction. The strict figure is measured by
      // `npm run bench -- --only tokens`.
      const quick = Object.values(samples).map((each) => quantile(each, 0.1));
      expect([what, Math.max(...quick) / Math.min(...quick)]).toEqual([what, expect.closeTo(1, 0)]);
    }
  });

  it('a name nobody has is refused with as much work as a wrong password', async () => {
    const login = (username: string) =>
      send(`${origin}/trpc/identity.login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ enterpriseId: 'demo', username, password: randomBytes(6).toString('hex') }),
      });
    const work = { known: 0, unknown: 0 };
    const names = ['owner', 'manager', 'counter', 'kitchen'];
    expect(codeOf(await login('nobody'))).toBe('sign_in_failed');
    for (const [i, name] of [...names, ...names].entries()) {
      for (const [kind, username] of [
        ['known', name],
        ['unknown', `nobody${i}`],
      ] as const) {
        // The work of the hash, in this process: time of the clock would be that of the whole computer.
        const before = process.cpuUsage();
        expect(codeOf(await login(username))).toBe('sign_in_failed');
        work[kind] += process.cpuUsage(before).user;
      }
    }
    // Of all together: some systems count processor time in steps of 10 ms, as long as a hash takes. Without the hash
    // the one would be a twentieth of the other.
    expect(Math.max(work.known, work.unknown) / Math.min(work.known, work.unknown)).toBeLessThan(3);
  });

  it('a session of one table tells nothing of another, whatever it asks for', async () => {
    const phone = await Phone.scan(landing.sticker('3'));
    const other = await Phone.scan(landing.sticker('4'));
    const mine = await phone.tab();
    expect(mine.body.table.name).toBe('3');
    expect(JSON.stringify(mine.body)).not.toContain(other.session.table.id);
    const order = await phone.orderRaw({ tabId: other.session.table.id, lines: [] }, newKey());
    expect(order.status).toBe(400);
  });
});
