import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPort, defaultStaffPort } from '#shared/desktop/contract.ts';

/** What the desktop application can be told on its command line. */
export interface DesktopArguments {
  /** The landing's data folder; undefined stands for the user's own. */
  readonly data: string | undefined;
  readonly port: number;
  /** Where staff devices on the LAN reach the console, once that is switched on. */
  readonly staffPort: number;
  readonly demo: boolean;
  /** Starts nothing but safe mode. */
  readonly safeMode: boolean;
  /** Prints the landing's ready line on stdout, for whoever started the desktop from a terminal. */
  readonly json: boolean;
  /** Starts without a window, in the tray: the computer was just switched on. */
  readonly hidden: boolean;
}

/** The options of the command line. */
export const desktopOptions = {
  data: { type: 'string' },
  port: { type: 'string' },
  'staff-port': { type: 'string' },
  demo: { type: 'boolean' },
  json: { type: 'boolean' },
  hidden: { type: 'boolean' },
  'safe-mode': { type: 'boolean' },
} as const;

/** Reads the command line; what Chromium, macOS or a packager adds is left alone, and a senseless port is the default one. */
export function readArguments(args: readonly string[]): DesktopArguments {
  const { values } = parseArgs({ args: [...args], options: desktopOptions, strict: false });
  const port = (value: unknown, usual: number) => {
    const number = Number(value);
    return Number.isInteger(number) && number > 0 && number < 65_536 ? number : usual;
  };
  return {
    data: typeof values.data === 'string' && values.data !== '' ? values.data : undefined,
    port: port(values.port, defaultPort),
    staffPort: port(values['staff-port'], defaultStaffPort),
    demo: values.demo === true,
    json: values.json === true,
    hidden: values.hidden === true,
    safeMode: values['safe-mode'] === true,
  };
}

/** What the application is told when it is started at login: the same data and ports as now, and no window. */
export function loginArguments({ data, port, staffPort, demo }: DesktopArguments): string[] {
  return [
    '--hidden',
    ...(data === undefined ? [] : ['--data', resolve(data)]),
    ...(port === defaultPort ? [] : ['--port', String(port)]),
    ...(staffPort === defaultStaffPort ? [] : ['--staff-port', String(staffPort)]),
    ...(demo ? ['--demo'] : []),
  ];
}
