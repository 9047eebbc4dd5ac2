import { describe, expect, it } from 'vitest';
import { staleAfter } from '#renderer/console/live.ts';
import { tabEventSchemas } from '#shared/ordering/events.ts';

describe('live changes', () => {
  it('knows every fact of a tab: none of them refreshes the whole screen', () => {
    for (const type of Object.keys(tabEventSchemas)) {
      expect(staleAfter(type), type).not.toContain('menu');
      expect(staleAfter(type).length, type).toBeGreaterThan(0);
    }
  });

  it('reads everything anew after a reset or a fact from a newer landing', () => {
    expect(staleAfter('watch.reset')).toContain('orders');
    expect(staleAfter('tab.something_new')).toContain('menu');
    expect(staleAfter('watch.ready')).toEqual([]);
  });
});
