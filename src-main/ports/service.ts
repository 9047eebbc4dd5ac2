import { type DiscoveryProgress, discover, hostsOf, ownSubnets, type Subnet } from './discovery.ts';
import type { Line, LineAddress } from './line.ts';
import { listSystemPorts, openSerialLine, type SerialLister, type SerialPortInfo } from './serial.ts';
import { openTcpLine } from './tcp.ts';

export type { Subnet } from './discovery.ts';
export type { Line, LineAddress } from './line.ts';
export { LineError } from './line.ts';
export type { SerialPortInfo } from './serial.ts';

export interface PortsOptions {
  readonly listSerial?: SerialLister | undefined;
  readonly subnets?: (() => readonly Subnet[]) | undefined;
}

/** The serial and TCP lines of this computer; the only room that opens any. */
export class Ports {
  readonly #listSerial: SerialLister;
  readonly #subnets: () => readonly Subnet[];

  constructor(options: PortsOptions = {}) {
    this.#listSerial = options.listSerial ?? listSystemPorts;
    this.#subnets = options.subnets ?? ownSubnets;
  }

  /** The serial ports, or null where this computer cannot list them. Never throws. */
  listSerial(): Promise<readonly SerialPortInfo[] | null> {
    return this.#listSerial();
  }

  /** Opens a line within `timeoutMs`. Throws LineError with the exact cause. */
  open(address: LineAddress, timeoutMs: number): Promise<Line> {
    return address.kind === 'tcp'
      ? openTcpLine(address.host, address.port, timeoutMs)
      : openSerialLine(address.path, address.baudRate, timeoutMs);
  }

  /** Looks through this computer's own private subnets for hosts that take connections on a port. */
  discover(port: number, signal: AbortSignal): AsyncGenerator<DiscoveryProgress> {
    const hosts = [...new Set(this.#subnets().flatMap(hostsOf))];
    return discover(hosts, port, signal);
  }
}
