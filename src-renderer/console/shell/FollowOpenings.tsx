import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Opening } from '#shared/desktop/opening.ts';
import { openCardsBase64, showCardTrouble } from '../cards/card-files.ts';
import { desktop, resultOf } from '../desktop.ts';
import { noticeError, noticeInfo } from '../notices.tsx';
import type { Room } from '../rooms.ts';

/**
 * Shows what was opened from outside: a page a deep link leads to, a file of contact cards. Moves within the console,
 * so that nothing that is half done elsewhere is lost; what was opened before somebody signed in is shown now.
 */
export function FollowOpenings({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const show = useEffectEvent((opening: Opening) => {
    switch (opening.kind) {
      case 'page':
        if (rooms.some(({ path }) => opening.path === path || opening.path.startsWith(`${path}/`)))
          navigate(opening.path);
        else noticeInfo(t(($) => $.cards.pageNotAllowed));
        break;
      case 'unknown_link':
        noticeInfo(t(($) => $.cards.unknownLink));
        break;
      case 'cards':
        openCardsBase64(opening.fileName, opening.base64);
        navigate('/contact-card');
        break;
      case 'cards_failed':
        showCardTrouble(opening.fileName, opening.reason);
        navigate('/contact-card');
    }
  });
  useEffect(() => {
    const bridge = desktop;
    if (!bridge) return;
    const takeAll = async () => {
      try {
        for (let next = await resultOf(bridge.takeOpening()); next; next = await resultOf(bridge.takeOpening()))
          show(next);
      } catch (error) {
        noticeError(error);
      }
    };
    void takeAll();
    return bridge.on('opening', () => void takeAll());
  }, []);
  return null;
}
