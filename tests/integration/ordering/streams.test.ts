import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { EventReader } from '#tests/support/sse.ts';

describe('a phone’s streams end', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T04:00:00Z');
  let landing: TestLanding;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const listen = (phone: Phone) =>
    EventReader.open(`${new URL(landing.landing.consoleUrl).origin}/api/v1/guest/events`, {
      authorization: `Bearer ${phone.session.sessionToken}`,
    });

  it('when the wait for a table is over, without anything happening at the table', async () => {
    const phone = await Phone.scan(landing.sticker('1'));
    const stream = await listen(phone);
    await stream.next('tab');
    clock.advance(15 * 60_000 + 1);
    landing.landing.ordering.guestStream.checkClock();
    expect((await stream.next()).event).toBe('closed');
    await stream.ended();
    expect(landing.landing.ordering.guestStream.size).toBe(0);
  });

  it('when one phone opens more and more of them, the oldest first; its neighbours keep theirs', async () => {
    const neighbour = await listen(await Phone.scan(landing.sticker('1')));
    const phone = await Phone.scan(landing.sticker('1'));
    const streams: EventReader[] = [];
    for (let n = 0; n < 10; n++) streams.push(await listen(phone));
    await streams[0]?.ended();
    await streams[5]?.ended();
    expect(landing.landing.ordering.guestStream.size).toBe(5);
    for (const stream of [neighbour, ...streams]) stream.close();
  });

  it('without "closed" when the landing itself is in trouble: the visit is not over', async () => {
    const phone = await Phone.scan(landing.sticker('2'));
    const stream = await listen(phone);
    await stream.next('tab');
    const { guests, guestStream } = landing.landing.ordering;
    const session = guests.session.bind(guests);
    guests.session = () => {
      throw new Error('the disk does not answer');
    };
    guestStream.checkClock();
    guests.session = session;
    await stream.ended();
    await expect(stream.next('closed')).rejects.toThrow('ended before');
    expect((await phone.tab()).status).toBe(200);
  });
});
