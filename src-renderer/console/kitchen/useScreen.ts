import { useEffect, useState } from 'react';

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

/** Full screen of the whole page, without the rail of rooms; `toggle` is undefined where the browser cannot. */
export function useFullScreen(): { readonly isFull: boolean; readonly toggle: (() => void) | undefined } {
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
