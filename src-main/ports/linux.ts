import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SerialPortInfo } from './port-info.ts';
import type { UsbDevice } from './usb.ts';

const portNames = /^(tty(S|WCH|ACM|USB|AMA|MFD|O|XRUSB|CH343USB)|rfcomm)\d+$/;
/** What can be told without the kernel's device tree: adapters only, the other names may be anything. */
const adapterNames = /^tty(USB|ACM)\d+$/;

async function line(folder: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim() || null;
  } catch {
    return null;
  }
}

const names = (folder: string) => readdir(folder).catch(() => null);

/** The USB device above a folder of the device tree. */
async function usbAbove(folder: string): Promise<string | null> {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    if ((await line(at, 'idVendor')) !== null) return at;
  }
  return null;
}

async function portOf(classes: string, name: string): Promise<SerialPortInfo | null> {
  const device = await realpath(join(classes, name, 'device')).catch(() => null);
  if (device === null) return null;
  // A UART that the board names but does not have (PORT_UNKNOWN).
  if (name.startsWith('ttyS') && (await line(join(classes, name), 'type')) === '0') return null;
  const usb = await usbAbove(device);
  const of = (property: string) => (usb === null ? null : line(usb, property));
  const [manufacturer, serialNumber, vendorId, productId] = await Promise.all(
    ['manufacturer', 'serial', 'idVendor', 'idProduct'].map(of),
  );
  return {
    path: `/dev/${name}`,
    manufacturer: manufacturer ?? null,
    serialNumber: serialNumber ?? null,
    vendorId: vendorId ?? null,
    productId: productId ?? null,
  };
}

/**
 * The serial ports of a Linux computer, read from the kernel's device tree, so that neither udev nor a process for each
 * question is needed; null where the tree cannot be read.
 */
export async function listLinuxPorts(root = '/'): Promise<SerialPortInfo[] | null> {
  const classes = join(root, 'sys/class/tty');
  const all = await names(classes);
  if (all === null) return null;
  const ports = await Promise.all(all.filter((name) => portNames.test(name)).map((name) => portOf(classes, name)));
  return ports
    .filter((port) => port !== null)
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** What the folder of devices tells where the device tree cannot be read: paths, and names that udev left behind. */
export async function listLinuxDevices(root = '/'): Promise<SerialPortInfo[] | null> {
  const found = new Map<string, SerialPortInfo>();
  const devices = await names(join(root, 'dev'));
  for (const name of devices ?? []) {
    if (adapterNames.test(name)) found.set(name, { path: `/dev/${name}`, manufacturer: null, serialNumber: null });
  }
  const byId = join(root, 'dev/serial/by-id');
  for (const link of (await names(byId)) ?? []) {
    const target = await readlink(join(byId, link)).catch(() => null);
    if (target === null) continue;
    const name = basename(target);
    // usb-1a86_USB_Serial-if00-port0: the adapter's own words, between its bus and its interface.
    const words = link.replace(/^usb-/, '').replace(/-if\d+.*$/, '');
    found.set(name, { path: `/dev/${name}`, manufacturer: words.replaceAll('_', ' '), serialNumber: null });
  }
  return devices === null ? null : [...found.values()];
}

/** The USB devices of a Linux computer and whether a serial port came of each; null where the tree cannot be read. */
export async function listLinuxUsb(root = '/'): Promise<UsbDevice[] | null> {
  const bus = join(root, 'sys/bus/usb/devices');
  const all = await names(bus);
  if (all === null) return null;
  const devices = await Promise.all(
    all
      .filter((name) => !name.includes(':'))
      .map(async (name): Promise<UsbDevice | null> => {
        const [vendorId, productId, product] = await Promise.all(
          ['idVendor', 'idProduct', 'product'].map((property) => line(join(bus, name), property)),
        );
        if (!vendorId || !productId) return null;
        const interfaces = all.filter((other) => other.startsWith(`${name}:`));
        const parts = await Promise.all(interfaces.map((other) => names(join(bus, other))));
        const hasPort = parts.some((entries) => entries?.some((entry) => entry === 'tty' || portNames.test(entry)));
        return { vendorId, productId, product: product ?? null, hasPort };
      }),
  );
  return devices.filter((device) => device !== null);
}
