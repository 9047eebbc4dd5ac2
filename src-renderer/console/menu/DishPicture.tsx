import { type ImgHTMLAttributes, useEffect, useState } from 'react';
import { pictureUrl } from '#shared/ordering/pictures.ts';

/** How long to wait before a picture is asked for again, ms. */
const againAfterMs = (failures: number) => Math.min(60_000, 3_000 * 2 ** failures);

interface Props extends Omit<ImgHTMLAttributes<HTMLImageElement>, 'src'> {
  readonly picture: string;
  readonly size: 'small' | 'large';
}

/** A dish's picture. One that is still on its way from another computer appears when it is here. */
export function DishPicture({ picture, size, alt, ...image }: Props) {
  const [failures, setFailures] = useState(0);
  const [isAbsent, setAbsent] = useState(false);
  useEffect(() => {
    if (!isAbsent) return;
    const timer = setTimeout(() => {
      setFailures((count) => count + 1);
      setAbsent(false);
    }, againAfterMs(failures));
    return () => clearTimeout(timer);
  }, [isAbsent, failures]);
  return (
    <img
      // A picture that failed is asked for again only by another element.
      key={failures}
      src={pictureUrl(picture, size)}
      alt={alt}
      {...image}
      style={isAbsent ? { visibility: 'hidden' } : undefined}
      onError={() => setAbsent(true)}
    />
  );
}
