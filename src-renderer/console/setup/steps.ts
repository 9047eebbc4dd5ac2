import { useEffect } from 'react';
import { useSetUp } from './draft.ts';

/** Goes to a step, so that the browser's own back button leads here again. */
export function goTo(step: number): void {
  history.pushState({ setUpStep: step }, '');
  useSetUp.setState({ step, joins: false });
}

/** Opens joining in the place of the steps; the browser's back button leads to them again. */
export function openJoining(): void {
  history.pushState({ setUpStep: 0, setUpJoins: true }, '');
  useSetUp.setState({ joins: true });
}

/** Follows the browser's back and forward buttons. */
export function useBrowserSteps(): void {
  useEffect(() => {
    const follow = ({ state }: PopStateEvent) => {
      const wanted: unknown = state?.setUpStep;
      useSetUp.setState({ step: typeof wanted === 'number' ? wanted : 0, joins: state?.setUpJoins === true });
    };
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
}
