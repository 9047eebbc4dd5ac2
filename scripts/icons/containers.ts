/** One picture of an icon file. */
export interface IconImage {
  /** Edge in pixels. */
  readonly size: number;
  readonly png: Buffer;
}

/**
 * A Windows icon (ICONDIR, an ICONDIRENTRY of 16 bytes for each picture, then the pictures). PNG inside it is read by
 * Windows Vista and later. Sizes up to 256.
 */
export function icoOf(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    if (size > 256) throw new RangeError(`an .ico holds up to 256 pixels, not ${size}`);
    const entry = 6 + 16 * index;
    // A byte cannot say 256; 0 stands for it.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Apple's types of PNG pictures with their edge in pixels; some sizes come twice, plain and for double density. */
export const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

/** A macOS icon: `icns`, its length, then for each picture its type, its length with this header, and the PNG. */
export function icnsOf(images: readonly IconImage[]): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const header = Buffer.alloc(8);
    header.write(type, 'latin1');
    header.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([header, body]);
  };
  const chunks = icnsTypes.map(([type, size]) => {
    const image = images.find((candidate) => candidate.size === size);
    if (!image) throw new RangeError(`an .icns needs a picture of ${size} pixels`);
    return chunk(type, image.png);
  });
  return chunk('icns', Buffer.concat(chunks));
}
