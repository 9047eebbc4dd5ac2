import { IconPhotoOff } from '@tabler/icons-react';
import { pictureUrl } from '#shared/ordering/pictures.ts';

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
    <img
      className="menu-item-picture"
      src={pictureUrl(picture, 'small')}
      alt=""
      width={48}
      height={48}
      loading="lazy"
      decoding="async"
    />
  );
}
