import { Button, Text } from '@mantine/core';
import { IconArrowLeft, IconBuildingStore, IconCheck, IconMessageQuestion, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AuditedRegistration } from '#shared/enterprises/operator.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import type { StateName } from '../../ui/theme.ts';
import { formatDateTime } from '../../ui/time.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { codeOf, describeError } from '../api.ts';
import { DocumentsPane } from './DocumentsPane.tsx';
import { take, useDecisions } from './decisions.ts';
import { type QueueState, registrationOptions } from './queries.ts';
import { ReasonSheet } from './ReasonSheet.tsx';

const looks: Readonly<Record<QueueState, StateName>> = {
  pending: 'new',
  asked_again: 'progress',
  rejected: 'trouble',
  approved: 'ready',
};

interface RegistrationViewProps {
  readonly id: string;
  /** Back to the list, where there is no room beside it. */
  readonly onBack: (() => void) | undefined;
  readonly onDecided: () => void;
  readonly onUndo: () => void;
}

/** One registration: its papers large, its facts beside them, the decision below. */
export function RegistrationView({ id, onBack, onDecided, onUndo }: RegistrationViewProps) {
  const { t } = useTranslation();
  const one = useQuery(registrationOptions(id));
  if (!one.data) {
    return (
      <div className="audit-one">
        {one.isError ? (
          <LoadFailed
            reason={
              codeOf(one.error) === 'registration_missing'
                ? t(($) => $.operator.registrations.gone)
                : describeError(one.error)
            }
            onRetry={() => void one.refetch()}
          />
        ) : (
          <div className="audit-papers">
            <ListSkeleton rows={1} height={420} />
          </div>
        )}
      </div>
    );
  }
  return (
    <div className="audit-one">
      {onBack && (
        <Button
          variant="subtle"
          size="md"
          leftSection={<IconArrowLeft size={18} />}
          onClick={onBack}
          className="audit-back"
        >
          {t(($) => $.operator.registrations.backToList)}
        </Button>
      )}
      <DocumentsPane id={id} documents={one.data.documents} />
      <Facts one={one.data}>
        <Decision id={id} one={one.data} onDecided={onDecided} onUndo={onUndo} />
      </Facts>
    </div>
  );
}

function Facts({ one, children }: { one: AuditedRegistration; children: ReactNode }) {
  const { t } = useTranslation();
  const { registration, code, state, decisions } = one;
  const none = t(($) => $.operator.registrations.facts.none);
  const country = new Intl.DisplayNames(currentLanguage(), { type: 'region' }).of(registration.country);
  const fact = (name: FactName) => t(($) => $.operator.registrations.facts[name]);
  return (
    <section className="audit-facts" aria-label={registration.name}>
      <div className="audit-scroll">
        <div className="audit-title">
          <h2>{registration.name}</h2>
          <StateChip state={looks[state]}>{t(($) => $.operator.registrations.states[state])}</StateChip>
        </div>
        <dl className="facts">
          <dt>{fact('code')}</dt>
          <dd>
            {code}
            {code !== registration.code && (
              <span className="hint">
                {' '}
                ({t(($) => $.operator.registrations.facts.codeChanged, { wished: registration.code })})
              </span>
            )}
          </dd>
          <dt>{fact('contact')}</dt>
          <dd>{registration.contactName}</dd>
          <dt>{fact('phone')}</dt>
          <dd>
            <a href={`tel:${registration.contactPhone.replace(/[^+\d]/g, '')}`}>{registration.contactPhone}</a>
          </dd>
          <dt>{fact('email')}</dt>
          <dd>
            {registration.contactEmail === '' ? (
              none
            ) : (
              <a href={`mailto:${registration.contactEmail}`}>{registration.contactEmail}</a>
            )}
          </dd>
          <dt>{fact('country')}</dt>
          <dd>{country ?? registration.country}</dd>
          <dt>{fact('submitted')}</dt>
          <dd>{formatDateTime(one.submittedAt, currentLanguage())}</dd>
          {registration.note !== '' && (
            <>
              <dt>{fact('note')}</dt>
              <dd className="audit-note">{registration.note}</dd>
            </>
          )}
        </dl>
        {decisions.length > 0 && (
          <>
            <h3 className="section-title">{t(($) => $.operator.registrations.history)}</h3>
            <ol className="audit-history">
              {decisions.map(({ at, by, decision, reason }) => (
                <li key={at}>
                  <Text size="sm" fw={600}>
                    {t(($) => $.operator.registrations.decided[decision], { by })}
                  </Text>
                  <Text className="hint">{formatDateTime(at, currentLanguage())}</Text>
                  {reason !== '' && <p>{reason}</p>}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
      {children}
    </section>
  );
}

type FactName = 'code' | 'contact' | 'phone' | 'email' | 'country' | 'submitted' | 'note';

interface DecisionProps {
  readonly id: string;
  readonly one: AuditedRegistration;
  readonly onDecided: () => void;
  readonly onUndo: () => void;
}

/** The three answers, always in the same place; A, Q and R give them. */
function Decision({ id, one, onDecided, onUndo }: DecisionProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const isTaken = useDecisions(({ taken }) => taken.has(id));
  const [asking, setAsking] = useState<'rejected' | 'asked_again'>();
  const { revision, state } = one;
  const { name } = one.registration;
  const open = state === 'pending' && !isTaken;
  const approve = () => {
    take(queryClient, id, name, { decision: 'approved', revision }, onUndo);
    onDecided();
  };
  usePageKeys(open ? { a: approve, q: () => setAsking('asked_again'), r: () => setAsking('rejected') } : {});
  if (!open) {
    return state === 'approved' ? (
      <div className="audit-decision">
        <Button
          component={Link}
          href={`/enterprises/${id}`}
          variant="default"
          size="md"
          fullWidth
          leftSection={<IconBuildingStore size={18} />}
        >
          {t(($) => $.operator.registrations.openEnterprise)}
        </Button>
      </div>
    ) : null;
  }
  return (
    <div className="audit-decision">
      <Button
        size="lg"
        fullWidth
        leftSection={<IconCheck size={20} />}
        rightSection={<KeyHint>A</KeyHint>}
        onClick={approve}
      >
        {t(($) => $.operator.registrations.approve)}
      </Button>
      <Button
        variant="default"
        size="md"
        leftSection={<IconMessageQuestion size={18} />}
        rightSection={<KeyHint>Q</KeyHint>}
        onClick={() => setAsking('asked_again')}
      >
        {t(($) => $.operator.registrations.ask)}
      </Button>
      <Button
        variant="default"
        size="md"
        leftSection={<IconX size={18} color="var(--trouble-ink)" />}
        rightSection={<KeyHint>R</KeyHint>}
        onClick={() => setAsking('rejected')}
      >
        {t(($) => $.operator.registrations.reject)}
      </Button>
      {asking && (
        <ReasonSheet
          decision={asking}
          name={name}
          onClose={() => setAsking(undefined)}
          onSend={(reason) => {
            setAsking(undefined);
            take(queryClient, id, name, { decision: asking, reason, revision }, onUndo);
            onDecided();
          }}
        />
      )}
    </div>
  );
}

/** The key that presses a button, where there is a keyboard. */
function KeyHint({ children }: { children: string }) {
  return (
    <span className="key-hint" aria-hidden>
      {children}
    </span>
  );
}
