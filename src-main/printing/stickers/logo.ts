import { AppError } from '#shared/errors.ts';

/** The largest logo that may be uploaded. */
export const maxLogoBytes = 1_048_576;
/** What a picture may unpack to: a small file can claim to be a huge picture. */
const maxPixels = 24_000_000;
/** A logo is printed some 20 mm wide; this is more than 600 dpi. */
const maxSide = 600;

/** Width and height from the head of a PNG (RFC 2083 §4.1.1) or JPEG (ITU-T T.81, B.2.2), before anything is unpacked. */
function sizeOf(bytes: Buffer): { width: number; height: number } | undefined {
  const png = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.toString('latin1', 12, 16) === 'IHDR';
  if (png) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    // Start of frame, of any coding but the three tables that share its range.
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/**
 * Makes an uploaded PNG or JPEG anew, as a PNG of at most 600 pixels a side: nothing of the file but its pixels is kept.
 * Throws AppError picture_unreadable or picture_too_large.
 */
export async function remakeLogo(bytes: Buffer): Promise<Buffer> {
  const tooLarge = () => new AppError('picture_too_large', { megabytes: 1, megapixels: maxPixels / 1_000_000 });
  if (bytes.length > maxLogoBytes) throw tooLarge();
  const size = sizeOf(bytes);
  if (!size || size.width < 1 || size.height < 1) throw new AppError('picture_unreadable');
  if (size.width * size.height > maxPixels) throw tooLarge();
  // A large native library, for the one day a logo is chosen.
  const { createCanvas, Image } = await import('@napi-rs/canvas');
  const image = new Image();
  try {
    image.src = bytes;
    await image.decode();
  } catch (cause) {
    throw new AppError('picture_unreadable', {}, {}, { cause });
  }
  if (!image.complete || image.width < 1) throw new AppError('picture_unreadable');
  const scale = Math.min(1, maxSide / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').drawImage(image, 0, 0, width, height);
  return canvas.encode('png');
}

/** Width divided by height of a PNG that `remakeLogo` made. */
export function logoRatio(png: Buffer): number {
  return png.readUInt32BE(16) / png.readUInt32BE(20);
}
