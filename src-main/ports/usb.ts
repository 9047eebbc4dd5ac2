import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { listLinuxUsb } from './linux.ts';

/** A USB device as far as this room cares: lower-case hexadecimal ids, four digits. */
export interface UsbDevice {
  readonly vendorId: string;
  readonly productId: string;
  readonly product: string | null;
  /** Whether the system made a serial port of it; null where that is to be compared with the ports. */
  readonly hasPort: boolean | null;
}

/** The USB devices, or null where this computer cannot list them. */
export type UsbLister = () => Promise<readonly UsbDevice[] | null>;

const run = promisify(execFile);
const patienceMs = 5_000;
const hex4 = (value: number) => value.toString(16).padStart(4, '0');

/**
 * Devices that Windows has trouble with, from `pnputil /enum-devices /problem`. Its labels are in the user's language;
 * the instance ids (`USB\VID_1A86&PID_7523\…`) are not.
 */
export function parsePnputil(text: string): UsbDevice[] {
  return [...text.matchAll(/USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})/gi)].map(([, vendor = '', product = '']) => ({
    vendorId: vendor.toLowerCase(),
    productId: product.toLowerCase(),
    product: null,
    hasPort: false,
  }));
}

/** Devices from `ioreg -r -c IOUSBHostDevice -l` of macOS, whose ids are decimal, in any order within a device's braces. */
export function parseIoreg(text: string): UsbDevice[] {
  const numberIn = (block: string, key: string) =>
    Number(new RegExp(`"${key}" = (\\d+)`).exec(block)?.[1] ?? Number.NaN);
  return text
    .split(/\+-o /)
    .map((block) => ({
      vendor: numberIn(block, 'idVendor'),
      id: numberIn(block, 'idProduct'),
      product: /"USB Product Name" = "([^"]*)"/.exec(block)?.[1] ?? null,
    }))
    .filter(({ vendor, id }) => !Number.isNaN(vendor) && !Number.isNaN(id))
    .map(({ vendor, id, product }) => ({ vendorId: hex4(vendor), productId: hex4(id), product, hasPort: null }));
}

/** Asks the system; null where it cannot say. Never throws. */
export const listSystemUsb: UsbLister = async () => {
  const options = { timeout: patienceMs, windowsHide: true, maxBuffer: 16 * 1024 * 1024 };
  try {
    if (platform() === 'linux') return await listLinuxUsb();
    if (platform() === 'win32') {
      return parsePnputil((await run('pnputil', ['/enum-devices', '/problem'], options)).stdout);
    }
    if (platform() === 'darwin') {
      return parseIoreg((await run('ioreg', ['-r', '-c', 'IOUSBHostDevice', '-l', '-w', '0'], options)).stdout);
    }
  } catch {
    // A system without the tool is one that cannot say.
  }
  return null;
};
