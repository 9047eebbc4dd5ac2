import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconPlayerStop, IconPrinter, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, type Outputs } from '../api.ts';
import { noticeError } from '../notices.tsx';

interface Found {
  readonly host: string;
  readonly port: number;
}
interface Search {
  readonly running: boolean;
  readonly done: number;
  readonly total: number;
  readonly found: readonly Found[];
}

type Step = Outputs['printing']['printers']['discover'] extends AsyncIterable<infer S> ? S : never;

/** Looks through the subnet for printers, with progress; stopping it keeps what was found. */
export function FindPrinters({ onChoose }: { onChoose: (found: Found) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<Search | null>(null);
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);

  const end = () => setSearch((now) => now && { ...now, running: false });
  const start = () => {
    setSearch({ running: true, done: 0, total: 0, found: [] });
    const subscription = client.printing.printers.discover.subscribe(undefined, {
      onData: (step: Step) => {
        if (step.type === 'progress')
          setSearch({ running: true, done: step.done, total: step.total, found: step.found });
      },
      onComplete: end,
      onStopped: end,
      onError: (error) => {
        end();
        noticeError(error);
      },
    });
    stop.current = () => subscription.unsubscribe();
  };
  const over = search && !search.running;
  return (
    <Stack gap="xs">
      {search?.running ? (
        <Button
          variant="default"
          size="md"
          leftSection={<IconPlayerStop size={18} />}
          onClick={() => {
            stop.current();
            end();
          }}
        >
          {t(($) => $.printing.find.cancel)}
        </Button>
      ) : (
        <Button variant="default" size="md" leftSection={<IconSearch size={18} />} onClick={start}>
          {t(($) => $.printing.find.start)}
        </Button>
      )}
      {search?.running && (
        <div role="status">
          <Progress
            value={search.total > 0 ? (100 * search.done) / search.total : 0}
            aria-label={t(($) => $.printing.find.start)}
          />
          <Text className="hint number">
            {t(($) => $.printing.find.progress, { done: search.done, total: search.total })}
          </Text>
        </div>
      )}
      {over && search.found.length === 0 && (
        <Text className="hint" role="status">
          {search.total === 0 ? t(($) => $.printing.find.noSubnet) : t(($) => $.printing.find.none)}
        </Text>
      )}
      {search && search.found.length > 0 && (
        <>
          <Text className="hint" role="status">
            {t(($) => $.printing.find.found, { count: search.found.length })}
          </Text>
          <Group gap="xs">
            {search.found.map((found) => (
              <Button
                key={found.host}
                variant="light"
                size="md"
                leftSection={<IconPrinter size={18} />}
                onClick={() => onChoose(found)}
              >
                {t(($) => $.printing.find.use, { address: found.host })}
              </Button>
            ))}
          </Group>
        </>
      )}
    </Stack>
  );
}
