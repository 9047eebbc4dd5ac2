import { randomBytes } from 'node:crypto';
import { Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { send } from '#tests/support/staff-device.ts';
import { interleaved, median } from '#tests/support/timing.ts';
import { report } from './report.ts';

const rounds = 1_500;

const altered = (token: string, index: number) =>
  token.slice(0, index) + (token.at(index) === 'A' ? 'B' : 'A') + token.slice(index + 1);

/** How far apart in time a wrong token of the first letter and one of the last letter are; the floor is one token asked twice. */
export async function run(): Promise<void> {
  const folder = tempFolder();
  const landing = await TestLanding.start({ folder: folder.path });
  const { origin } = new URL(landing.landing.consoleUrl);
  const sticker = new URL(landing.sticker('1')).pathname.slice('/t/'.length);
  const phone = await Phone.scan(landing.sticker('1'));
  const owner = await landing.as('owner');
  const bearer = (path: string) => (token: string) =>
    send(origin + path, { headers: { authorization: `Bearer ${token}` } });
  const scan = (tableToken: string) =>
    send(`${origin}/api/v1/guest/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tableToken }),
    });
  const targets: readonly (readonly [string, string, (token: string) => Promise<unknown>])[] = [
    ['sticker', sticker, scan],
    ['phone session', phone.session.sessionToken, bearer('/api/v1/guest/tab')],
    ['person session', owner.token ?? '', bearer('/trpc/identity.me')],
  ];
  for (const [name, real, ask] of targets) {
    const first = altered(real, 0);
    const random = randomBytes(32).toString('base64url').slice(0, real.length);
    const calls = {
      first: () => ask(first),
      last: () => ask(altered(real, real.length - 1)),
      random: () => ask(random),
      again: () => ask(random),
    };
    await interleaved(calls, 200);
    const samples = await interleaved(calls, rounds);
    const [near = 0, far = 0, once = 0, twice = 0] = ['last', 'first', 'random', 'again'].map(
      (kind) => 1_000 * median(samples[kind] ?? []),
    );
    const value = Math.abs(near - far);
    report({
      bench: 'tokens',
      figure: `${name}: time between a guess wrong in its last letter and one wrong in its first (medians of ${rounds})`,
      value,
      unit: 'µs',
      floor: { what: 'the same wrong token asked twice', value: Math.abs(once - twice) },
      goal: '<= 3 % of the answer’s own time',
      met: value <= 0.03 * far,
      notes: { answerMicroseconds: Math.round(far) },
    });
  }
  await landing.close();
  folder.remove();
}
