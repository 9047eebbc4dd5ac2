import type { SerialPortInfo } from './port-info.ts';
import type { UsbDevice } from './usb.ts';

/** The chips in USB-to-serial cables, by the name of their driver. */
export const bridgeChips = ['CH340', 'CP210x', 'FTDI', 'PL2303'] as const;
export type BridgeChip = (typeof bridgeChips)[number];

/** Which products of a vendor are such chips; the vendors make other devices too. */
const chips: readonly { chip: BridgeChip; vendorId: string; products: RegExp }[] = [
  { chip: 'CH340', vendorId: '1a86', products: /^(5523|5512|7522|7523|752d|e523|55d[2-9a-f])$/ },
  { chip: 'CP210x', vendorId: '10c4', products: /^(ea60|ea61|ea63|ea70|ea71|ea7a|ea80)$/ },
  { chip: 'FTDI', vendorId: '0403', products: /^(6001|6006|6010|6011|6014|6015)$/ },
  { chip: 'PL2303', vendorId: '067b', products: /^(2303|2304|23[a-f]3)$/ },
];

/** Which chip a USB device is; undefined for any other device. */
export function bridgeChipOf(vendorId: string, productId: string): BridgeChip | undefined {
  return chips.find((chip) => chip.vendorId === vendorId && chip.products.test(productId))?.chip;
}

/** The chips that are plugged in and of which the system made no port: their driver is missing. */
export function withoutDriver(devices: readonly UsbDevice[], ports: readonly SerialPortInfo[]): BridgeChip[] {
  const found = new Set<BridgeChip>();
  for (const { vendorId, productId, hasPort } of devices) {
    const chip = bridgeChipOf(vendorId, productId);
    if (chip === undefined) continue;
    const same = (port: SerialPortInfo) => port.vendorId === vendorId && port.productId === productId;
    if (!(hasPort ?? ports.some(same))) found.add(chip);
  }
  return [...found];
}
