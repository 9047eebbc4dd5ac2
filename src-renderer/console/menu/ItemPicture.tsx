import { IconPhotoOff } from '@tabler/icons-react';
import { DishPicture } from './DishPicture.tsx';

/** A dish's picture, small, in a frame of fixed size. */
export function ItemPicture({ picture }: { picture: string | null }) {
  if (!picture) {
    return (
      <span className="menu-item-picture" aria-hidden>
        <IconPhotoOff size={20} stroke={1.4} />
      </span>
    );
  }
  return (
    <DishPicture
      key={picture}
      className="menu-item-picture"
      picture={picture}
      size="small"
      alt=""
      width={48}
      height={48}
      loading="lazy"
      decoding="async"
    />
  );
}
