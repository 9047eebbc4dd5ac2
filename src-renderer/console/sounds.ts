import call from '../../assets/sounds/call.wav';
import newOrder from '../../assets/sounds/new-order.wav';
import success from '../../assets/sounds/success.wav';
import trouble from '../../assets/sounds/trouble.wav';
import { usePreferences, useWindow } from './window.ts';

const addresses = { newOrder, call, success, trouble } as const;
export type SoundName = keyof typeof addresses;

const players = new Map<SoundName, HTMLAudioElement>();

function playerOf(name: SoundName): HTMLAudioElement {
  let player = players.get(name);
  if (!player) {
    player = new Audio(addresses[name]);
    player.preload = 'auto';
    players.set(name, player);
  }
  return player;
}

/** Plays a sound, unless it is turned off. When the browser refuses, the page says that sound is off. */
export function playSound(name: SoundName): void {
  if (!usePreferences.getState().soundOn) return;
  const player = playerOf(name);
  player.currentTime = 0;
  player.play().then(
    () => useWindow.setState({ soundUnlocked: true }),
    () => useWindow.setState({ soundUnlocked: false }),
  );
}

/** Browsers let a page make a sound only after a touch or a key; this waits for the first one. */
export function unlockSoundOnFirstGesture(): void {
  const unlock = () => {
    removeEventListener('pointerup', unlock);
    removeEventListener('keyup', unlock);
    useWindow.setState({ soundUnlocked: true });
    for (const name of Object.keys(addresses) as SoundName[]) playerOf(name).load();
  };
  addEventListener('pointerup', unlock);
  addEventListener('keyup', unlock);
}
