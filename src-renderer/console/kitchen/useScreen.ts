import { useEffect, useState } from 'react';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { useScreens } from '../computer/useScreens.ts';
import { desktop } from '../desktop.ts';

/** Keeps the screen on while the page is looked at, where the browser can (a secure context). */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let left = false;
    const take = async () => {
      if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
      // Refused on a nearly empty battery: the screen then behaves as it always did.
      const taken = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (left) void taken?.release();
      else lock = taken;
    };
    const retake = () => void take();
    retake();
    document.addEventListener('visibilitychange', retake);
    return () => {
      left = true;
      document.removeEventListener('visibilitychange', retake);
      void lock?.release();
    };
  }, []);
}

interface FullScreen {
  readonly isFull: boolean;
  /** Undefined where the browser cannot. */
  readonly toggle: (() => void) | undefined;
}

/** Full screen of the desktop's own kitchen window: Escape leaves it, unless it closes something on the page. */
function useFullWindow(bridge: DesktopBridge): FullScreen {
  const { screens, act } = useScreens(bridge);
  const isFull = screens.data?.kitchen?.fullScreen === true;
  const { mutate } = act;
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      const isMeant = event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"]');
      if (isMeant && isFull) mutate(() => bridge.fillScreen('kitchen', false));
    };
    addEventListener('keydown', leave, { capture: true });
    return () => removeEventListener('keydown', leave, { capture: true });
  }, [bridge, isFull, mutate]);
  return { isFull, toggle: () => mutate(() => bridge.fillScreen('kitchen', !isFull)) };
}

/** Full screen of the whole page, without the rail of rooms. */
function useFullPage(): FullScreen {
  const [isFull, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  useEffect(() => {
    document.documentElement.classList.toggle('kitchen-full', isFull);
    return () => document.documentElement.classList.remove('kitchen-full');
  }, [isFull]);
  useEffect(
    () => () => {
      if (document.fullscreenElement) void document.exitFullscreen();
    },
    [],
  );
  function toggle(): void {
    // Refused when it does not follow a touch: nothing to tell.
    if (document.fullscreenElement) void document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => setFull(false));
  }
  return { isFull, toggle: document.fullscreenEnabled ? toggle : undefined };
}

const kitchenWindow = desktop?.window === 'kitchen' ? desktop : undefined;

/** Full screen of the kitchen's display: of its window in the desktop, of the page elsewhere. */
export const useFullScreen: () => FullScreen = kitchenWindow ? () => useFullWindow(kitchenWindow) : useFullPage;
