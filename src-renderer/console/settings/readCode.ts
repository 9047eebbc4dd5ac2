/** Pictures are read at this many pixels at most: enough for a code that fills a phone's screenshot. */
const mostPixels = 1400;

/** What the QR code in a picture says; undefined when there is none that can be read. The picture itself is not kept. */
export async function readCode(picture: Blob): Promise<string | undefined> {
  const { default: jsQR } = await import('jsqr');
  const bitmap = await createImageBitmap(picture).catch(() => undefined);
  if (!bitmap) return undefined;
  const scale = Math.min(1, mostPixels / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return jsQR(data, width, height)?.data || undefined;
}
