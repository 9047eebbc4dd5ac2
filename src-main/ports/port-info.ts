/** A serial port of this computer. Only the path is certain. */
export interface SerialPortInfo {
  readonly path: string;
  readonly manufacturer: string | null;
  readonly serialNumber: string | null;
  /** Of the USB device it belongs to: lower-case hexadecimal, four digits. */
  readonly vendorId?: string | null;
  readonly productId?: string | null;
}

/** The ports of this computer, or null where it cannot list them. */
export type SerialLister = () => Promise<readonly SerialPortInfo[] | null>;
