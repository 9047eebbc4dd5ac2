import { Stack, Text, TextInput } from '@mantine/core';
import { IconArrowNarrowDown, IconSearch, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchOperation } from '#shared/bench/collection.ts';
import { customerCodeSchema } from '#shared/bench/wire.ts';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';

interface OtherCustomerSheetProps {
  readonly operation: BenchOperation;
  /** The MTMS answers, as far as is known. */
  readonly reached: boolean;
  readonly onClose: () => void;
}

/** Another customer than the one on file: the exact code, then the name to look at, then the change. */
export function OtherCustomerSheet({ operation, reached, onClose }: OtherCustomerSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const lookUp = useMutation(trpc.bench.lookUp.mutationOptions());
  const change = useMutation(trpc.bench.changeCustomer.mutationOptions({ onSuccess: onClose }));
  const typed = code.trim();
  const isCode = customerCodeSchema.safeParse(typed).success;
  const isSame = typed === operation.customerCode;
  // What was looked up counts for the very code in the field only.
  const found = lookUp.data?.customerCode === typed ? lookUp.data : undefined;
  const submit = () => {
    setTried(true);
    if (found && !isSame) change.mutate({ opId: operation.opId, customerCode: found.customerCode });
    else if (isCode && !isSame) lookUp.mutate({ customerCode: typed });
  };
  const wrong = isSame ? t(($) => $.collect.other.same) : t(($) => $.collect.other.codeWrong);
  const failed = change.error ?? lookUp.error;
  return (
    <Sheet
      title={t(($) => $.collect.other.title)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={
        found ? t(($) => $.collect.other.confirm, { customer: found.customerName }) : t(($) => $.collect.other.lookUp)
      }
      submitting={change.isPending || lookUp.isPending}
      disabled={!reached}
      failure={failed ? describeError(failed) : undefined}
    >
      <Stack gap="lg">
        <Text size="lg">{t(($) => $.collect.approve.terminal, { serial: operation.serial })}</Text>
        <TextInput
          size="xl"
          data-autofocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          leftSection={<IconSearch size={22} aria-hidden />}
          label={t(($) => $.collect.other.code)}
          description={t(($) => $.collect.other.codeHint)}
          value={code}
          disabled={!reached}
          error={tried && typed !== '' && (!isCode || isSame) && wrong}
          onChange={(event) => {
            setCode(event.currentTarget.value);
            setTried(false);
            lookUp.reset();
            change.reset();
          }}
        />
        {!reached && <Text size="md">{t(($) => $.collect.other.notAway)}</Text>}
        {found && !isSame && (
          <div className="bench-change" role="status">
            <p className="bench-customer-label">{t(($) => $.collect.other.now)}</p>
            <p className="bench-change-from">{operation.changesFrom?.customerName ?? operation.customerName}</p>
            <IconArrowNarrowDown size={40} aria-hidden />
            <p className="bench-customer-label">{t(($) => $.collect.other.after)}</p>
            <p className="bench-change-to">{found.customerName}</p>
            <p className="bench-customer-code">{found.customerCode}</p>
            <p className="bench-line" data-kind="new">
              <IconUsers size={26} aria-hidden />
              <span>{t(($) => $.collect.other.approvalNeeded)}</span>
            </p>
          </div>
        )}
      </Stack>
    </Sheet>
  );
}
