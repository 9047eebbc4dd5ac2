import { Alert, Button, Loader, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoney } from '../../../ui/money.tsx';
import { problemOf } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import type { useCodeCharge } from './useCodeCharge.ts';

/** What became of a charged code, in words; the cashier decides what it means for the bill. */
export function CodeOutcome({
  charge,
  currency,
  isTaking,
  failure,
  onConfirm,
}: {
  charge: ReturnType<typeof useCodeCharge>;
  currency: string;
  isTaking: boolean;
  /** Why the payment could not be put on the bill, in words. */
  failure: string | undefined;
  onConfirm: (reference: string) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { open, answer } = charge;
  if (!open) return null;
  const amount = format(open.request.amount + open.request.tip, currency);
  if (charge.isPending) {
    return (
      <Outcome icon={<Loader size={64} />} title={t(($) => $.bill.pay.charging, { amount })}>
        {null}
      </Outcome>
    );
  }
  const reference = answer?.reference ?? '';
  const said = (
    <>
      {reference && <Text size="md">{t(($) => $.bill.pay.providerReference, { reference })}</Text>}
      {answer?.message && answer.message !== 'not_taken' && <Text size="md">{answer.message}</Text>}
      {failure && (
        <Alert color="trouble" variant="light" role="alert" fz="md">
          {failure}
        </Alert>
      )}
    </>
  );
  const confirm = (primary: boolean) => (
    <Button
      h={60}
      fz={20}
      variant={primary ? 'filled' : 'default'}
      loading={isTaking}
      data-autofocus={primary || undefined}
      onClick={() => onConfirm(reference)}
    >
      {t(($) => $.bill.pay.chargeArrived, { amount })}
    </Button>
  );
  if (answer?.outcome === 'approved') {
    return (
      <Outcome
        icon={<IconCircleCheck size={84} stroke={1.3} color="var(--ready-ink)" aria-hidden />}
        title={t(($) => $.bill.pay.approved, { amount })}
        hint={t(($) => $.bill.pay.approvedHint)}
        said={said}
      >
        {confirm(true)}
      </Outcome>
    );
  }
  if (answer?.outcome === 'declined') {
    return (
      <Outcome
        icon={<IconCircleX size={84} stroke={1.3} color="var(--trouble-ink)" aria-hidden />}
        title={t(($) => $.bill.pay.declined)}
        hint={answer.message === 'not_taken' ? t(($) => $.bill.pay.notTaken) : t(($) => $.bill.pay.declinedHint)}
        said={said}
      >
        <Button h={60} fz={20} data-autofocus onClick={charge.end}>
          {t(($) => $.bill.pay.again)}
        </Button>
      </Outcome>
    );
  }
  return (
    <Outcome
      icon={<IconHelpCircle size={84} stroke={1.3} color="var(--new-ink)" aria-hidden />}
      title={t(($) => $.bill.pay.unknown)}
      hint={t(($) => $.bill.pay.unknownHint, { amount })}
      said={
        <>
          {said}
          {charge.error && (
            <Alert color="trouble" variant="light" role="alert" fz="md">
              {problemOf(charge.error) ? describeError(charge.error) : t(($) => $.common.failed.noAnswer)}
            </Alert>
          )}
        </>
      }
    >
      <Button h={60} fz={20} data-autofocus onClick={charge.askAgain}>
        {t(($) => $.bill.pay.askAgain)}
      </Button>
      {confirm(false)}
      <Button h={60} fz={20} variant="default" onClick={charge.end}>
        {t(($) => $.bill.pay.chargeFailed)}
      </Button>
    </Outcome>
  );
}

function Outcome({
  icon,
  title,
  hint,
  said,
  children,
}: {
  icon: ReactNode;
  title: string;
  hint?: string;
  said?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="pay-outcome" role="status">
      <div className="pay-outcome-body">
        {icon}
        <p className="pay-outcome-title">{title}</p>
        {hint && (
          <Text fz={18} maw={480}>
            {hint}
          </Text>
        )}
        {said}
      </div>
      <div className="pay-outcome-foot">{children}</div>
    </div>
  );
}
