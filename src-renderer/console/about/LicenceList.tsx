import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LicencedComponent } from '#shared/desktop/licences.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { desktop } from '../desktop.ts';
import { describeError } from '../notices.tsx';

/** Everything of others that ships, each with its licence; a text is shown when it is asked for. */
export function LicenceList() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('virtual:licences')).default,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const { data } = query;
  const shown = data?.components.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
  return (
    <section className="panel panel-section" aria-label={t(($) => $.about.licences.title)}>
      <h2 className="section-title">{t(($) => $.about.licences.title)}</h2>
      {data && shown ? (
        <>
          <Text className="hint" mb="md">
            {!desktop && `${t(($) => $.about.version, { version: data.version })}. `}
            {t(($) => $.about.licences.hint, { count: data.components.length })} {t(($) => $.about.licences.chromium)}
          </Text>
          <TextInput
            size="md"
            type="search"
            mb="xs"
            leftSection={<IconSearch size={18} />}
            aria-label={t(($) => $.about.licences.search)}
            placeholder={t(($) => $.about.licences.search)}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {shown.length === 0 && <Text className="hint">{t(($) => $.about.licences.notFound)}</Text>}
          <ul className="licences">
            {shown.map((component) => (
              <Licence
                key={`${component.name} ${component.version}`}
                component={component}
                text={data.texts[component.text] ?? ''}
              />
            ))}
          </ul>
        </>
      ) : query.isError ? (
        <LoadFailed reason={describeError(query.error)} onRetry={() => void query.refetch()} />
      ) : (
        <ListSkeleton rows={6} height={44} />
      )}
    </section>
  );
}

function Licence({ component, text }: { component: LicencedComponent; text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span>
            <strong>{component.name}</strong> {component.version}
          </span>
          <span>{component.licence}</span>
        </summary>
        {open && <pre>{text}</pre>}
      </details>
    </li>
  );
}
