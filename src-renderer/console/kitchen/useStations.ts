import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearch, useSearchParams } from 'wouter';
import { useTRPC } from '../api.ts';
import { useKitchenDevice } from './device.ts';

/**
 * The stations this screen shows. `?station=wok&station=bar` in the address says so for good (`?station=` means all);
 * without it the screen shows what it showed last.
 */
export function useStations(): {
  readonly stations: readonly string[];
  readonly choose: (next: readonly string[]) => void;
} {
  const search = useSearch();
  const [, setParams] = useSearchParams();
  const stations = useKitchenDevice((state) => state.stations);
  useEffect(() => {
    const params = new URLSearchParams(search);
    if (!params.has('station')) return;
    const named = params.getAll('station').filter((station) => station !== '');
    if (named.join('\n') !== useKitchenDevice.getState().stations.join('\n')) {
      useKitchenDevice.setState({ stations: named });
    }
  }, [search]);
  function choose(next: readonly string[]): void {
    useKitchenDevice.setState({ stations: next });
    setParams(new URLSearchParams(next.length > 0 ? next.map((station) => ['station', station]) : [['station', '']]), {
      replace: true,
    });
  }
  return { stations, choose };
}

/** The stations the menu's dishes go to, and those that are chosen though no dish goes there any more. */
export function useKnownStations(chosen: readonly string[]): readonly string[] {
  const trpc = useTRPC();
  const menu = useQuery(trpc.ordering.menu.list.queryOptions());
  const onMenu = menu.data?.items.map(({ station }) => station) ?? [];
  return [...new Set([...onMenu, ...chosen])].sort((a, b) => a.localeCompare(b));
}
