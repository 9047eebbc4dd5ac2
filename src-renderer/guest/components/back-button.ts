import { useEffect, useRef } from 'preact/hooks';

const open: { readonly close: () => void }[] = [];
/** History entries to leave behind; sheets that go away together are left in one step, which fires one event. */
let leaving = 0;
let ownEvents = 0;

addEventListener('popstate', () => {
  if (ownEvents > 0) ownEvents -= 1;
  else open.at(-1)?.close();
});

function leaveEntry(): void {
  leaving += 1;
  if (leaving > 1) return;
  queueMicrotask(() => {
    ownEvents += 1;
    history.go(-leaving);
    leaving = 0;
  });
}

/** Lets the phone's back button close the topmost sheet instead of leaving the menu. */
export function useBackButton(onBack: () => void): void {
  const latest = useRef(onBack);
  latest.current = onBack;
  useEffect(() => {
    let isLeft = false;
    const entry = {
      close: () => {
        isLeft = true;
        latest.current();
      },
    };
    open.push(entry);
    history.pushState(null, '');
    return () => {
      open.splice(open.indexOf(entry), 1);
      if (!isLeft) leaveEntry();
    };
  }, []);
}
