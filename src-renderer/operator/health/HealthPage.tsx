import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconHeartbeat, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PlatformHealth } from '#shared/enterprises/operator.ts';
import { Facts } from '../../ui/Facts.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { Ago, useAge } from '../age.tsx';
import { call, describeError } from '../api.ts';
import './health.css';

/** How the platform is: what waits, its processes, its database, its computers. */
export function HealthPage() {
  const { t } = useTranslation();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => call<PlatformHealth>('GET', '/health', { signal }),
    refetchInterval: 10_000,
  });
  return (
    <Page title={t(($) => $.operator.health.title)}>
      {health.isError && !health.data ? (
        <LoadFailed reason={describeError(health.error)} onRetry={() => void health.refetch()} />
      ) : (
        <div className="page-body">
          {health.data ? <Figures health={health.data} /> : <ListSkeleton rows={4} height={120} />}
        </div>
      )}
    </Page>
  );
}

function Figures({ health }: { health: PlatformHealth }) {
  const { t } = useTranslation();
  const age = useAge();
  const { registrations, devices, enterprises, database } = health;
  const language = currentLanguage();
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(database.size / 1024 / 1024);
  return (
    <div className="health">
      <Card title={t(($) => $.operator.health.waiting)}>
        <Link href="/registrations" className="health-link">
          {t(($) => $.operator.health.registrations, { count: registrations.waiting })}
        </Link>
        {registrations.oldest !== null && (
          <Text className="hint">{t(($) => $.operator.health.oldest, { age: age(registrations.oldest) })}</Text>
        )}
      </Card>
      <Card title={t(($) => $.operator.health.devices)}>
        <Facts
          large
          facts={[
            [t(($) => $.operator.health.connected), number(devices.connected)],
            [t(($) => $.operator.health.quiet), number(devices.quiet)],
            [t(($) => $.operator.health.revoked), number(devices.revoked)],
          ]}
        />
        <Text className="hint">{t(($) => $.operator.health.quietHint)}</Text>
      </Card>
      <Card title={t(($) => $.operator.health.enterprises)}>
        <Facts
          large
          facts={[
            [t(($) => $.operator.enterprises.active), number(enterprises.active)],
            [t(($) => $.operator.enterprises.suspended), number(enterprises.suspended)],
          ]}
        />
      </Card>
      <Card title={t(($) => $.operator.health.database)}>
        <Text size="md" fw={600}>
          {database.kind === 'embedded'
            ? t(($) => $.operator.health.embedded, { version: database.version })
            : t(($) => $.operator.health.postgres, { version: database.version })}
        </Text>
        <Facts
          large
          facts={[
            [t(($) => $.operator.health.answer), t(($) => $.operator.health.ms, { ms: number(database.answerMs) })],
            [t(($) => $.operator.health.size), `${size} MB`],
            [t(($) => $.operator.health.migration), database.migration],
          ]}
        />
      </Card>
      <Processes processes={health.processes} />
    </div>
  );
}

function Processes({ processes }: { processes: PlatformHealth['processes'] }) {
  const { t } = useTranslation();
  const alive = processes.filter((process) => process.alive);
  const versions = [...new Set(alive.map(({ version }) => version))];
  return (
    <section className="panel health-card health-wide" aria-label={t(($) => $.operator.health.processes)}>
      <h2 className="section-title">{t(($) => $.operator.health.alive, { count: alive.length })}</h2>
      {versions.length > 1 && (
        <Alert color="new" variant="light" icon={<IconAlertTriangle />} mt="xs">
          {t(($) => $.operator.health.versions, { versions: versions.join(' · ') })}
        </Alert>
      )}
      <table className="rows health-processes">
        <thead>
          <tr>
            <th scope="col">{t(($) => $.operator.health.host)}</th>
            <th scope="col">{t(($) => $.operator.health.version)}</th>
            <th scope="col">{t(($) => $.operator.health.started)}</th>
            <th scope="col">{t(($) => $.operator.health.seen)}</th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <tr key={process.id}>
              <td>
                <span className="row-name">
                  {process.host} · {process.pid}
                </span>
                <span className="row-chips">
                  {process.alive ? (
                    <StateChip state="ready" icon={IconHeartbeat}>
                      {process.own ? t(($) => $.operator.health.answering) : t(($) => $.operator.health.running)}
                    </StateChip>
                  ) : (
                    <StateChip state="trouble" icon={IconPlugConnectedX}>
                      {t(($) => $.operator.health.silent)}
                    </StateChip>
                  )}
                </span>
              </td>
              <td className="number">{process.version}</td>
              <td>
                <Ago at={process.startedAt} />
              </td>
              <td>
                <Ago at={process.seenAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel health-card" aria-label={title}>
      <h2 className="section-title">{title}</h2>
      {children}
    </section>
  );
}
