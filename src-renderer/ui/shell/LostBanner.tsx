import { IconCloudOff } from '@tabler/icons-react';

/** Says, across the whole room, that the server does not answer and what that means. */
export function LostBanner({ children }: { children: string }) {
  return (
    <div className="lost-banner" role="alert">
      <IconCloudOff size={20} aria-hidden />
      {children}
    </div>
  );
}
