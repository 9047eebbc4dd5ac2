import { withoutDriver } from './bridges.ts';
import { type DiscoveryProgress, discover, hostsOf, ownSubnets, type Subnet } from './discovery.ts';
import type { Line, LineAddress } from './line.ts';
import { listLinuxDevices } from './linux.ts';
import type { SerialLister, SerialPortInfo } from './port-info.ts';
import { listSystemPorts, openSerialLine } from './serial.ts';
import { openTcpLine } from './tcp.ts';
import { listSystemUsb, type UsbLister } from './usb.ts';
import { type PortListing, watchListing } from './watch.ts';

export type { Subnet } from './discovery.ts';
export type { Line, LineAddress } from './line.ts';
export { LineError, type LineFailure } from './line.ts';
export type { SerialPortInfo } from './port-info.ts';
export type { PortListing } from './watch.ts';

const usbAgeMs = process.platform === 'linux' ? 0 : 5_000;

export interface PortsOptions {
  readonly listSerial?: SerialLister | undefined;
  /** The same from the folder of devices, where the system itself cannot say. */
  readonly listDevices?: SerialLister | undefined;
  readonly listUsb?: UsbLister | undefined;
  readonly subnets?: (() => readonly Subnet[]) | undefined;
}

/** The serial and TCP lines of this computer; the only room that opens any. */
export class Ports {
  readonly #listSerial: SerialLister;
  readonly #listDevices: SerialLister;
  readonly #listUsb: UsbLister;
  readonly #subnets: () => readonly Subnet[];
  #usb: { readonly at: number; readonly devices: Awaited<ReturnType<UsbLister>> } | undefined;

  constructor(options: PortsOptions = {}) {
    this.#listSerial = options.listSerial ?? listSystemPorts;
    this.#listDevices = options.listDevices ?? listLinuxDevices;
    this.#listUsb = options.listUsb ?? listSystemUsb;
    this.#subnets = options.subnets ?? ownSubnets;
  }

  /** The serial ports, or null where this computer cannot list them. Never throws. */
  async listSerial(): Promise<readonly SerialPortInfo[] | null> {
    return (await this.#listSerial()) ?? (await this.#listDevices());
  }

  /** What is plugged in right now, missing drivers included. Never throws. */
  async look(): Promise<PortListing> {
    const listed = await this.#listSerial();
    const ports = listed ?? (await this.#listDevices());
    const how = listed ? 'system' : ports ? 'devices' : 'none';
    return { ports: ports ?? [], how, withoutDriver: withoutDriver((await this.#devices()) ?? [], ports ?? []) };
  }

  /** What is plugged in, at once and after each change; ends with the signal. */
  watch(signal: AbortSignal, intervalMs = 1_000): AsyncGenerator<PortListing> {
    return watchListing(() => this.look(), intervalMs, signal);
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

  /** On some systems it takes a process to ask for the USB devices; every few seconds is often enough. */
  async #devices(): Promise<Awaited<ReturnType<UsbLister>>> {
    if (this.#usb === undefined || performance.now() - this.#usb.at > usbAgeMs) {
      this.#usb = { at: performance.now(), devices: await this.#listUsb() };
    }
    return this.#usb.devices;
  }
}
