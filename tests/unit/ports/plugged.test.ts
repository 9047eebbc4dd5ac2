import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgeChipOf, withoutDriver } from '#main/ports/bridges.ts';
import { listLinuxDevices, listLinuxPorts, listLinuxUsb } from '#main/ports/linux.ts';
import { Ports, type SerialPortInfo } from '#main/ports/service.ts';
import { parseIoreg, parsePnputil } from '#main/ports/usb.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const at = (path: string) => join(folder.path, path);
function file(path: string, text = ''): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), `${text}\n`);
}
function link(path: string, target: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  symlinkSync(at(target), at(path));
}

/** A USB device with one interface, as the kernel shows it; `tty` where a driver made a port of it. */
function usb(
  name: string,
  ids: { vendor: string; product: string; maker?: string; serial?: string },
  tty?: string,
): void {
  const device = `sys/devices/usb1/${name}`;
  file(`${device}/idVendor`, ids.vendor);
  file(`${device}/idProduct`, ids.product);
  if (ids.maker !== undefined) file(`${device}/manufacturer`, ids.maker);
  if (ids.serial !== undefined) file(`${device}/serial`, ids.serial);
  file(`${device}/${name}:1.0/bInterfaceNumber`, '00');
  link(`sys/bus/usb/devices/${name}`, device);
  link(`sys/bus/usb/devices/${name}:1.0`, `${device}/${name}:1.0`);
  if (tty === undefined) return;
  const modem = tty.startsWith('ttyACM');
  const where = modem ? `${device}/${name}:1.0/tty/${tty}` : `${device}/${name}:1.0/${tty}/tty/${tty}`;
  mkdirSync(at(where), { recursive: true });
  link(`${where}/device`, modem ? `${device}/${name}:1.0` : `${device}/${name}:1.0/${tty}`);
  link(`sys/class/tty/${tty}`, where);
}

describe('the ports of a Linux computer', () => {
  it('are read from the device tree, without udev, in the order people count', async () => {
    usb('1-2', { vendor: '1a86', product: '7523', maker: 'QinHeng' }, 'ttyUSB10');
    usb('1-1', { vendor: '10c4', product: 'ea60', maker: 'Silicon Labs', serial: '0042' }, 'ttyUSB2');
    usb('1-3', { vendor: '0483', product: '5740' }, 'ttyACM0');
    file('sys/devices/pnp0/00:01/id', 'PNP0501');
    for (const [name, type] of [
      ['ttyS0', '4'],
      ['ttyS1', '0'],
    ] as const) {
      file(`sys/devices/pnp0/00:01/tty/${name}/type`, type);
      link(`sys/devices/pnp0/00:01/tty/${name}/device`, 'sys/devices/pnp0/00:01');
      link(`sys/class/tty/${name}`, `sys/devices/pnp0/00:01/tty/${name}`);
    }
    file('sys/class/tty/tty1/dev', '4:1');
    const ports = await listLinuxPorts(folder.path);
    expect(ports?.map(({ path }) => path)).toEqual(['/dev/ttyACM0', '/dev/ttyS0', '/dev/ttyUSB2', '/dev/ttyUSB10']);
    expect(ports?.[2]).toEqual({
      path: '/dev/ttyUSB2',
      manufacturer: 'Silicon Labs',
      serialNumber: '0042',
      vendorId: '10c4',
      productId: 'ea60',
    });
    expect(ports?.[1]?.vendorId).toBeNull();
  });

  it('are taken from the folder of devices where the tree is not there', async () => {
    file('dev/ttyUSB0');
    file('dev/ttyS0');
    file('dev/ttyACM1');
    link('dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0', 'dev/ttyUSB0');
    expect(await listLinuxPorts(folder.path)).toBeNull();
    const ports = await listLinuxDevices(folder.path);
    expect(ports).toEqual(
      expect.arrayContaining([
        { path: '/dev/ttyUSB0', manufacturer: 'FTDI FT232R USB UART A50285BI', serialNumber: null },
        { path: '/dev/ttyACM1', manufacturer: null, serialNumber: null },
      ]),
    );
    expect(ports).toHaveLength(2);
    expect(await listLinuxDevices(at('nowhere'))).toBeNull();
  });

  it('tell which cable has no driver', async () => {
    usb('1-1', { vendor: '1a86', product: '7523' });
    usb('1-2', { vendor: '0403', product: '6001' }, 'ttyUSB0');
    usb('1-3', { vendor: '0483', product: '5740' }, 'ttyACM0');
    usb('1-4', { vendor: '046d', product: 'c52b' });
    const devices = await listLinuxUsb(folder.path);
    expect(devices?.map(({ vendorId, hasPort }) => [vendorId, hasPort])).toEqual([
      ['1a86', false],
      ['0403', true],
      ['0483', true],
      ['046d', false],
    ]);
    expect(withoutDriver(devices ?? [], [])).toEqual(['CH340']);
  });
});

describe('cables on other systems', () => {
  it('are found in what pnputil says, in any language', () => {
    const text = `Microsoft PnP 工具\r\n\r\n实例 ID:                 USB\\VID_1A86&PID_7523\\5&1A2B3C&0&2\r\n设备描述:                USB Serial\r\n问题代码:                28 (0x1C) [CM_PROB_FAILED_INSTALL]\r\n\r\n实例 ID:                 ACPI\\INT33A0\\1\r\n`;
    expect(withoutDriver(parsePnputil(text), [])).toEqual(['CH340']);
    expect(parsePnputil('No devices were found on the system.')).toEqual([]);
  });

  it('are found in what ioreg says, and have a driver when a port carries their ids', () => {
    const text = `+-o CP2102 USB to UART@14100000  <class IOUSBHostDevice, id 0x1>
  {
    "idProduct" = 60000
    "USB Product Name" = "CP2102 USB to UART"
    "idVendor" = 4292
  }
+-o AppleUSBHostLegacyClient  <class AppleUSBHostLegacyClient>
  {
    "IOProviderClass" = "IOUSBHostDevice"
  }`;
    const devices = parseIoreg(text);
    expect(devices).toEqual([{ vendorId: '10c4', productId: 'ea60', product: 'CP2102 USB to UART', hasPort: null }]);
    expect(withoutDriver(devices, [])).toEqual(['CP210x']);
    const port = { path: '/dev/tty.SLAB', manufacturer: null, serialNumber: null, vendorId: '10c4', productId: 'ea60' };
    expect(withoutDriver(devices, [port])).toEqual([]);
  });

  it('are told from other devices of the same maker', () => {
    expect(bridgeChipOf('0403', '6015')).toBe('FTDI');
    expect(bridgeChipOf('0403', 'abcd')).toBeUndefined();
    expect(bridgeChipOf('1a86', '55d4')).toBe('CH340');
  });
});

describe('watching', () => {
  it('gives what is plugged in, then each change, and says how it knows', async () => {
    const port: SerialPortInfo = { path: '/dev/ttyUSB0', manufacturer: null, serialNumber: null };
    let plugged: SerialPortInfo[] | null = [];
    const ports = new Ports({
      listSerial: async () => plugged,
      listDevices: async () => [port],
      listUsb: async () => null,
    });
    const stop = new AbortController();
    const seen = ports.watch(stop.signal, 1);
    const next = async () => (await seen.next()).value;
    expect(await next()).toEqual({ ports: [], how: 'system', withoutDriver: [] });
    plugged = [port];
    expect(await next()).toEqual({ ports: [port], how: 'system', withoutDriver: [] });
    plugged = null;
    expect(await next()).toMatchObject({ how: 'devices', ports: [port] });
    const blind = new Ports({ listSerial: async () => null, listDevices: async () => null, listUsb: async () => null });
    expect(await blind.look()).toEqual({ ports: [], how: 'none', withoutDriver: [] });
    const end = seen.next();
    stop.abort();
    expect((await end).done).toBe(true);
  });
});
