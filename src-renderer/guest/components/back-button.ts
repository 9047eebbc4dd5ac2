import { useEffect, useRef } from 'preact/hooks';

const open: { readonly close: () => void }[] = [];
let ownSteps = 0;

addEventListener('popstate', () => {
  if (ownSteps > 0) ownSteps -= 1;
  else open.at(-1)?.close();
});

/** Lets the phone's back button close the topmost sheet instead of leaving the menu. */
export function useBackButton(onBack: () => void): void {
  const latest = useRef(onBack);
  latest.current = onBack;
  useEffect(() => {
    let left = false;
    const entry = {
      close: () => {
        left = true;
        latest.current();
      },
    };
    open.push(entry);
    history.pushState(null, '');
    return () => {
      open.splice(open.indexOf(entry), 1);
      if (left) return;
      ownSteps += 1;
      history.back();
    };
  }, []);
}
