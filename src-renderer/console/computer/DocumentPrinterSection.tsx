import { Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { resultOf } from '../desktop.ts';
import { describeError } from '../notices.tsx';
import { useDesktopSettings } from './useDesktopSettings.ts';

/** No printer has an empty name. */
const ask = '';

/** Where sheets and reports are printed: the system's dialog asks, or one printer takes them without asking. */
export function DocumentPrinterSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const { settings, change } = useDesktopSettings(bridge);
  const printers = useQuery({
    queryKey: ['desktop', 'printers'],
    queryFn: () => resultOf(bridge.systemPrinters()),
    refetchOnWindowFocus: true,
  });
  const failed = settings.isError ? settings : printers.isError ? printers : null;
  const chosen = settings.data?.documentPrinter ?? ask;
  const isMissing = chosen !== ask && printers.data !== undefined && !printers.data.some(({ name }) => name === chosen);
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.paper.title)}>
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.computer.paper.title)}</h2>
        <Text className="hint" mb="md">
          {t(($) => $.computer.paper.hint)}
        </Text>
        {settings.data && printers.data ? (
          <Select
            size="md"
            maw={480}
            label={t(($) => $.computer.paper.printer)}
            data={[
              { value: ask, label: t(($) => $.computer.paper.ask) },
              ...printers.data.map(({ name, label }) => ({ value: name, label })),
              ...(isMissing ? [{ value: chosen, label: t(($) => $.computer.paper.gone, { printer: chosen }) }] : []),
            ]}
            value={chosen}
            allowDeselect={false}
            error={isMissing ? t(($) => $.computer.paper.missing) : undefined}
            nothingFoundMessage={t(($) => $.computer.paper.none)}
            onDropdownOpen={() => void printers.refetch()}
            onChange={(name) => change.mutate({ documentPrinter: name || null })}
          />
        ) : failed ? (
          <LoadFailed reason={describeError(failed.error)} onRetry={() => void failed.refetch()} />
        ) : (
          <ListSkeleton rows={1} height={64} />
        )}
      </div>
    </section>
  );
}
