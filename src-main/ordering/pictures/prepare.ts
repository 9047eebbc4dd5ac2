import type Sharp from 'sharp';
import { AppError } from '#shared/errors.ts';
import { pictureLimits } from '#shared/ordering/pictures.ts';

/** A dish picture as it is kept: two WebP files without metadata, and nothing of the file they were made from. */
export interface PreparedPicture {
  /** At most 960 pixels on its longer side. */
  readonly large: Buffer;
  /** 320 × 320 pixels, cut from the middle. */
  readonly small: Buffer;
}

const largeSide = 960;
const smallSide = 320;
const seconds = 20;

let loading: Promise<typeof Sharp> | undefined;

/**
 * The picture library, loaded with the first picture. One picture at a time, on one thread beside the program's own:
 * orders never wait for a picture. Nothing is kept in memory between pictures, and only the three formats' decoders can
 * be reached.
 */
function loadSharp(): Promise<typeof Sharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1);
    sharp.cache(false);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
    });
    return sharp;
  });
  return loading;
}

const signatures: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
];

/** Reads the size a picture says it has, from its header. Throws AppError picture_unreadable or picture_too_large. */
async function checkHeader(sharp: typeof Sharp, bytes: Buffer): Promise<void> {
  if (!signatures.some((matches) => matches(bytes))) throw new AppError('picture_unreadable');
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > pictureLimits.pixels || Math.max(width, height) > pictureLimits.side) {
    throw new AppError('picture_too_large', {
      megabytes: pictureLimits.bytes / 1e6,
      megapixels: pictureLimits.pixels / 1e6,
    });
  }
}

const smallOf = (sharp: typeof Sharp, large: Buffer) =>
  sharp(large, { limitInputPixels: largeSide * largeSide, failOn: 'error' })
    .timeout({ seconds })
    .resize(smallSide, smallSide)
    .webp({ quality: 74, effort: 4 })
    .toBuffer();

/**
 * Makes the small file to a large one that another landing prepared. Throws AppError picture_unreadable for what no
 * landing makes.
 */
export async function completePicture(large: Buffer): Promise<PreparedPicture> {
  const sharp = await loadSharp();
  try {
    const { format, width, height } = await sharp(large, { limitInputPixels: false }).metadata();
    if (format !== 'webp' || Math.max(width, height) > largeSide) throw new AppError('picture_unreadable');
    return { large, small: await smallOf(sharp, large) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('picture_unreadable', {}, {}, { cause: error });
  }
}

/**
 * Makes a dish picture from an uploaded PNG, JPEG or WebP: turned upright by its EXIF orientation, sized, encoded anew.
 * What else the file held (metadata, a place, a second file behind the picture, further frames) does not survive.
 * Throws AppError picture_unreadable or picture_too_large.
 */
export async function preparePicture(bytes: Buffer): Promise<PreparedPicture> {
  if (bytes.length > pictureLimits.bytes) throw new AppError('body_too_large');
  const sharp = await loadSharp();
  try {
    await checkHeader(sharp, bytes);
    const upright = sharp(bytes, { limitInputPixels: pictureLimits.pixels, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .timeout({ seconds });
    const large = await upright
      .resize(largeSide, largeSide, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78, effort: 4 })
      .toBuffer();
    return { large, small: await smallOf(sharp, large) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('picture_unreadable', {}, {}, { cause: error });
  }
}
