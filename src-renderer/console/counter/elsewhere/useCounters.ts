import { useQuery } from '@tanstack/react-query';
import { type Outputs, useTRPC } from '../../api.ts';
import { useDoes, useMay } from '../../session.ts';
import { useWindow } from '../../window.ts';

export type Counter = Outputs['relay']['counters']['list']['counters'][number];
export type There = Outputs['ordering']['elsewhere']['at'];

const lookingMs = 8_000;
const aroundMs = 30_000;
const aloneMs = 120_000;

/** The other counters of the house; none where this landing is alone or has no cloud. */
export function useCounters() {
  const trpc = useTRPC();
  const isOn = useDoes()('landing_ordering');
  const enabled = useMay()('order', 'read') && isOn;
  const looking = useWindow((state) => state.counterHome !== null);
  return useQuery(
    trpc.relay.counters.list.queryOptions(undefined, {
      enabled,
      refetchInterval: (query) => {
        if (looking) return lookingMs;
        return query.state.data?.counters.length ? aroundMs : aloneMs;
      },
    }),
  );
}

/** The counter that this window looks at in place of its own, with whether the cloud can be asked; undefined for its own. */
export function useCounterShown(): { readonly counter: Counter; readonly cloud: string | null } | undefined {
  const home = useWindow((state) => state.counterHome);
  const { data } = useCounters();
  const counter = data?.counters.find(({ id }) => id === home);
  return data && counter && { counter, cloud: data.cloud };
}
