/**
 * Loaded into a program before it starts (`node --import`): writes all HTTP that goes in and out of it, before it is
 * encrypted and after it is decrypted, into the file that LANDING_TEST_TAPE names.
 */
import { openSync, writeSync } from 'node:fs';
import { IncomingMessage, OutgoingMessage } from 'node:http';

type Anything = (this: unknown, ...args: unknown[]) => unknown;

const file = process.env['LANDING_TEST_TAPE'];
// Its children are other programs, and its threads say nothing over HTTP.
delete process.env['LANDING_TEST_TAPE'];
const tape = file === undefined ? undefined : openSync(file, 'a', 0o600);

const keep = (chunk: unknown) => {
  if (tape === undefined) return;
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) writeSync(tape, Buffer.from(chunk as string));
};

/** Puts a listener before a method of Node's own, by name: these two see every message, whoever sends it. */
function listen(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as Anything;
  if (typeof original !== 'function') throw new Error(`this Node has no ${name} to listen at`);
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
    keep(args[0]);
    return original.apply(this, args);
  } satisfies Anything);
}

listen(IncomingMessage.prototype, 'push');
listen(OutgoingMessage.prototype, '_writeRaw');
