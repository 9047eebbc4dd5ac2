import type { TFunction } from 'i18next';
import type { PortEvent, PortProblem } from '#shared/bench/views.ts';

const reasons = [
  'port_busy',
  'permission_denied',
  'no_such_port',
  'not_a_port',
  'refused',
  'unreachable',
  'name_unknown',
  'timed_out',
  'reset',
  'no_progress',
  'no_answer',
  'idle',
  'while_working',
] as const;

/** Why a port is as it is, and what to do about it. */
export function problemWords(t: TFunction, { reason }: PortProblem): string {
  const known = reasons.find((each) => each === reason);
  if (known) return t(($) => $.bench.problems[known]);
  // The terminal's own words for what it does not do well, and every kind of damaged message.
  return reason.startsWith('identity') ? t(($) => $.bench.problems.identity) : t(($) => $.bench.problems.damaged);
}

/** What happened, in a sentence. */
export function eventWords(t: TFunction, event: PortEvent): string {
  const port = shortPort(event.port);
  switch (event.kind) {
    case 'recognised':
      return t(($) => $.bench.events.recognised, { serial: event.serial, port });
    case 'moved':
      return t(($) => $.bench.events.moved, { serial: event.serial, port, from: shortPort(event.from) });
    case 'swapped':
      return t(($) => $.bench.events.swapped, { serial: event.serial, port, before: event.before });
    case 'lost':
      return t(($) => $.bench.events.lost, { serial: event.serial, port });
    case 'unplugged':
      if (event.serial === null) return t(($) => $.bench.events.unpluggedEmpty, { port });
      return event.working
        ? t(($) => $.bench.events.unpluggedWorking, { port, serial: event.serial })
        : t(($) => $.bench.events.unplugged, { port, serial: event.serial });
  }
}

/** A port as people call it: without the folder of devices. */
export const shortPort = (id: string): string => id.replace(/^\/dev\//, '');

/** Where the drivers of the chips in serial cables are to be had: their makers' own pages. */
export const driverPages: Readonly<Record<string, string>> = {
  CH340: 'https://www.wch-ic.com/downloads/CH341SER_EXE.html',
  CP210x: 'https://www.silabs.com/developer-tools/usb-to-uart-bridge-vcp-drivers',
  FTDI: 'https://ftdichip.com/drivers/vcp-drivers/',
  PL2303: 'https://www.prolific.com.tw/US/ShowProduct.aspx?p_id=225&pcid=41',
};
