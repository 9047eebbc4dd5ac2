import { cpSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { keyHashOf } from '#keys/mtms/benches.ts';
import { makeKey } from '#main/secrets/service.ts';
import {
  call,
  certificateOf,
  codeOf,
  dayMs,
  EnrolmentWorld,
  hourMs,
  troubleOf,
} from '#tests/support/enrolment-world.ts';
import { Clock } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { TestSupervisor } from '#tests/support/secrets.ts';
import { actorOf } from '#tests/support/test-bench.ts';
import { TlsMtms } from '#tests/support/tls-mtms.ts';

const world = EnrolmentWorld.forTests();

describe('the enrolment of a bench', () => {
  it('is renewed daily for the same key, and what is under way is not dropped', async () => {
    const { bench, at } = await world.enrolled();
    const before = certificateOf(bench);
    await bench.enrolment.look();
    expect(certificateOf(bench).fingerprint).toBe(before.fingerprint);
    world.clock.advance(24 * hourMs + 1_000);
    await world.mtms.publish();
    const member = bench.enrolment.member();
    // The MTMS takes its time over these, longer than the renewal takes.
    const { promise: renewed, resolve: answer } = Promise.withResolvers<void>();
    const slow = vi.spyOn(world.mtms.service.operations, 'states').mockImplementation(() => renewed.then(() => []));
    const underWay = Array.from({ length: 8 }, () => call(bench));
    await vi.waitFor(() => expect(slow).toHaveBeenCalledTimes(8), patience);
    await bench.enrolment.look();
    answer();
    expect(await Promise.all(underWay)).toEqual(Array(8).fill({ operations: [] }));
    slow.mockRestore();
    const after = certificateOf(bench);
    expect(after.notAfter - before.notAfter).toBeGreaterThanOrEqual(24 * hourMs);
    expect(keyHashOf(after.publicKey)).toBe(keyHashOf(before.publicKey));
    expect(bench.enrolment.member()).toBe(member);
    expect(await call(bench)).toEqual({ operations: [] });
    expect(bench.enrolment.show()).toMatchObject({ state: 'enrolled', trouble: null });
    await world.close(bench);
    expect(certificateOf(await world.benchIn(at)).fingerprint).toBe(after.fingerprint);
  });

  it('is renewed at once after waking with less than 13 days, and tried again while the MTMS is down', async () => {
    const { bench, at } = await world.enrolled();
    const until = () => bench.enrolment.show().with?.goodUntil ?? 0;
    const before = until();
    await world.mtms.stop();
    world.clock.advance(3 * dayMs);
    await bench.enrolment.lookAround();
    expect(troubleOf(bench)).toEqual(['renewal', 'E_MTMS_DOWN']);
    const since = world.clock.now();
    expect(bench.enrolment.show()).toMatchObject({ state: 'enrolled', trouble: { since } });
    expect(await codeOf(() => call(bench))).toBe('E_MTMS_DOWN');
    expect(bench.enrolment.view).toMatchObject({ state: 'away', problem: { code: 'E_MTMS_DOWN' } });
    await world.mtms.again();
    await world.mtms.publish();
    // Not before its time; then it is.
    world.clock.advance(1_000);
    await bench.enrolment.look();
    expect(until()).toBe(before);
    world.clock.advance(31 * 60_000);
    await bench.enrolment.look();
    expect(until() - before).toBeGreaterThan(3 * dayMs - 2_000);
    expect(bench.enrolment.show().trouble).toBeNull();
    expect(bench.enrolment.view.state).toBe('ready');
    // The process ends between two days, and the next one goes on.
    await world.close(bench);
    world.clock.advance(2 * dayMs);
    await world.mtms.publish();
    const next = await world.benchIn(at);
    await next.enrolment.lookAround();
    expect(next.enrolment.show().with?.renewedAt).toBe(world.clock.now());
  });

  it('has run out after 14 days away: only a new code helps, and the key stays', async () => {
    const { bench, id } = await world.enrolled();
    const key = keyHashOf(certificateOf(bench).publicKey);
    const held = bench.enrolment.member();
    world.clock.advance(14 * dayMs + 1_000);
    await world.mtms.publish();
    await bench.enrolment.lookAround();
    expect(bench.enrolment.show()).toMatchObject({
      state: 'expired',
      trouble: { problem: { code: 'E_CERT_EXPIRED' } },
    });
    expect(() => bench.enrolment.member()).toThrow(expect.objectContaining({ code: 'E_CERT_EXPIRED' }));
    expect(await codeOf(() => held.request('GET', '/v1/openapi.json'))).toBe('E_CERT_EXPIRED');
    expect(bench.enrolment.view).toMatchObject({ state: 'refused', problem: { code: 'E_CERT_EXPIRED' } });
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    expect(bench.enrolment.show()).toMatchObject({ state: 'enrolled', trouble: null });
    expect(keyHashOf(certificateOf(bench).publicKey)).toBe(key);
  });

  it('ends when the bench is revoked, by the lists or by the operator; a new code begins it again', async () => {
    const { bench, id } = await world.enrolled();
    await world.mtms.publish([certificateOf(bench)]);
    expect(await codeOf(() => call(bench))).toBe('E_CERT_REVOKED');
    expect(bench.enrolment.show().state).toBe('revoked');
    expect(() => bench.enrolment.member()).toThrow(expect.objectContaining({ code: 'E_CERT_REVOKED' }));
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    expect(await call(bench)).toEqual({ operations: [] });
    // Found by its own lists, before it asks for anything.
    const listed = certificateOf(bench);
    await world.mtms.publish([listed]);
    world.clock.advance(61 * 60_000);
    await bench.enrolment.look();
    expect(bench.enrolment.show()).toMatchObject({
      state: 'revoked',
      trouble: { problem: { code: 'E_CERT_REVOKED' } },
    });
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    // The operator's word counts at once, on every certificate from before, and on a renewal.
    const member = bench.enrolment.member();
    await world.mtms.service.announcements.close('test', id, 'computer was stolen');
    expect(await codeOf(() => member.request('GET', '/v1/openapi.json'))).toBe('E_CERT_REVOKED');
    expect(bench.enrolment.show().state).toBe('revoked');
    world.clock.advance(25 * hourMs);
    await world.mtms.publish([listed]);
    await bench.enrolment.lookAround();
    expect(bench.enrolment.show().state).toBe('revoked');
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    expect(await call(bench)).toEqual({ operations: [] });
    const listing = (await world.mtms.service.announcements.list()).find((each) => each.bench === id);
    expect(listing).toMatchObject({ code: 'used', closedAt: expect.any(Number) });
  });

  it('stops at stale lists, and finds its way back by itself when they are fresh', async () => {
    const { bench } = await world.enrolled();
    world.clock.advance(8 * dayMs);
    await bench.enrolment.look();
    expect(troubleOf(bench)?.[1]).toBe('E_CRL_STALE');
    expect(await codeOf(() => call(bench))).toBe('E_CRL_STALE');
    expect(bench.enrolment.view).toMatchObject({ state: 'refused', problem: { code: 'E_CRL_STALE' } });
    expect(bench.enrolment.show().state).toBe('enrolled');
    await world.mtms.publish();
    await bench.enrolment.lookAround();
    expect(bench.enrolment.show().trouble).toBeNull();
    expect(await call(bench)).toEqual({ operations: [] });
    expect(bench.enrolment.view.state).toBe('ready');
  });

  it('says when its world.clock is wrong', async () => {
    const own = new Clock(world.clock.now());
    const { bench } = await world.enrolled(own);
    own.advance(-3 * hourMs);
    await bench.enrolment.lookAround();
    expect(troubleOf(bench)?.[1]).toBe('E_CLOCK');
    expect(await codeOf(() => call(bench))).toBe('E_CLOCK');
    own.set(world.clock.now());
    await bench.enrolment.lookAround();
    expect(await call(bench)).toEqual({ operations: [] });
  });

  it('is not touched by another server at its address', async () => {
    const { bench } = await world.enrolled();
    const before = bench.row();
    const { url } = world.mtms;
    await world.mtms.stop();
    const impostor = await TlsMtms.start(world.other, world.place(), world.clock, { port: Number(new URL(url).port) });
    await impostor.publish();
    world.clock.advance(25 * hourMs);
    await bench.enrolment.lookAround();
    expect(troubleOf(bench)).toEqual(['renewal', 'E_SIG']);
    expect(await codeOf(() => call(bench))).toBe('E_SIG');
    expect(bench.enrolment.view).toMatchObject({ state: 'refused', problem: { code: 'E_SIG' } });
    await impostor.stop();
    await world.mtms.again();
    await world.mtms.publish();
    await bench.enrolment.lookAround();
    expect(bench.enrolment.show()).toMatchObject({ state: 'enrolled', trouble: null });
    expect(bench.row().root).toBe(before.root);
  });

  it('waits for its secrets, and says when they stayed on another computer', async () => {
    const [at, id] = [world.place(), world.newId()];
    const key = makeKey();
    const unlocked = new TestSupervisor(() => ({ key, replaces: [] }));
    const bench = await world.benchIn(at, world.clock, unlocked);
    await vi.waitFor(() => expect(bench.secrets.state).toBe('open'), patience);
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    await world.close(bench);
    const silent = new TestSupervisor();
    const locked = await world.benchIn(at, world.clock, silent);
    expect(locked.enrolment.show()).toMatchObject({ state: 'locked', with: { benchId: id } });
    expect(locked.enrolment.view.state).toBe('locked');
    expect(() => locked.enrolment.member()).toThrow(expect.objectContaining({ code: 'bench_secrets_locked' }));
    expect(await codeOf(() => locked.enrol(world.mtms.url, 'x'))).toBe('enrolment_code_invalid');
    const code = await world.mtms.code(world.newId());
    expect(await codeOf(() => locked.enrol(world.mtms.url, code))).toBe('bench_secrets_locked');
    silent.say({ key, replaces: [] });
    await vi.waitFor(() => expect(locked.enrolment.show().state).toBe('enrolled'), patience);
    expect(await call(locked)).toEqual({ operations: [] });
    await world.close(locked);
    // A copy of the data folder on a computer whose key store has another key.
    const copy = world.place();
    cpSync(at, copy, { recursive: true });
    const stranger = await world.benchIn(
      copy,
      world.clock,
      new TestSupervisor(() => ({ key: makeKey(), replaces: [] })),
    );
    await vi.waitFor(() => expect(stranger.enrolment.show().state).toBe('lost'), patience);
    expect(() => stranger.enrolment.member()).toThrow(expect.objectContaining({ code: 'bench_not_enrolled' }));
    await stranger.secrets.startAnew();
    expect(stranger.enrolment.show().state).toBe('lost');
    await stranger.enrol(world.mtms.url, await world.mtms.code(world.newId()));
    expect(await call(stranger)).toEqual({ operations: [] });
  });

  it('is ended by a person, and can be begun again', async () => {
    const { bench, id } = await world.enrolled();
    const { recordKey } = bench.enrolment.member();
    const before = keyHashOf(certificateOf(bench).publicKey);
    await bench.enrolment.disconnect(actorOf('owner'));
    expect(bench.enrolment.show()).toEqual({ state: 'none', with: null, trouble: null });
    expect(bench.secrets.get('bench.key')).toBeUndefined();
    await bench.enrol(world.mtms.url, await world.mtms.code(id));
    expect(keyHashOf(certificateOf(bench).publicKey)).not.toBe(before);
    expect(bench.enrolment.member().recordKey.equals(recordKey)).toBe(true);
  });
});
