import { IconUser } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ContactCard } from '#shared/cards/contact-card.ts';
import { cardPhotoPixels, pixelsOf } from '#shared/cards/picture-size.ts';
import { bytesOf } from './card-files.ts';

/** The side of the drawn picture in pixels, for dense screens. */
const side = 192;

/**
 * The picture a card carries, drawn anew: what is shown is pixels, whatever else the file held. One that cannot be
 * drawn, or would fill the memory, is shown as none.
 */
export function CardPhoto({ photo, label }: { photo: ContactCard['photo']; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    setDrawn(false);
    let gone = false;
    if (photo) {
      void draw(photo).then(
        (bitmap) => {
          const context = canvas.current?.getContext('2d');
          if (!gone && context && bitmap) {
            context.clearRect(0, 0, side, side);
            const edge = Math.min(bitmap.width, bitmap.height);
            const left = (bitmap.width - edge) / 2;
            context.drawImage(bitmap, left, (bitmap.height - edge) / 2, edge, edge, 0, 0, side, side);
            setDrawn(true);
          }
          bitmap?.close();
        },
        () => undefined,
      );
    }
    return () => {
      gone = true;
    };
  }, [photo]);
  return (
    <div className="card-photo">
      <canvas ref={canvas} width={side} height={side} hidden={!drawn} role="img" aria-label={label} />
      {!drawn && <IconUser size={44} stroke={1.3} aria-hidden />}
    </div>
  );
}

async function draw(photo: NonNullable<ContactCard['photo']>): Promise<ImageBitmap | undefined> {
  const bytes = bytesOf(photo.base64);
  const pixels = pixelsOf(bytes);
  if (pixels === undefined || pixels === 0 || pixels > cardPhotoPixels) return undefined;
  return createImageBitmap(new Blob([bytes], { type: photo.type }));
}
