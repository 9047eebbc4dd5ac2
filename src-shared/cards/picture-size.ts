/** A picture of more pixels than this is not drawn: a small file can unpack to gigabytes. */
export const cardPhotoPixels = 25_000_000;

/**
 * How many pixels a picture has, from its head alone: PNG (ISO 15948 §11.2.2), GIF89a §18, JPEG (ITU T.81 §B.2.2).
 * Undefined for anything else, and for a head that is cut off.
 */
export function pixelsOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47) && bytes.length >= 24) return view.getUint32(16) * view.getUint32(20);
  if (starts(0x47, 0x49, 0x46, 0x38) && bytes.length >= 10) return view.getUint16(6, true) * view.getUint16(8, true);
  return starts(0xff, 0xd8) ? jpegPixels(view) : undefined;
}

function jpegPixels(view: DataView): number | undefined {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
    // A marker may be preceded by any number of fill bytes, and these have no length.
    at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}
