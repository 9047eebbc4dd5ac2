import { Button, Text } from '@mantine/core';
import { IconTrash, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { TwoStepButton } from '../../../ui/TwoStepButton.tsx';
import { useTRPC } from '../../api.ts';
import { describeError, noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { EnrolApproverSheet } from './EnrolApproverSheet.tsx';
import './approvers.css';

/** Who can be the second person at this bench; a person takes a credential of their own by a code. */
export function Approvers() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const approvers = useQuery(trpc.bench.approvers.queryOptions());
  const remove = useMutation(
    trpc.bench.removeApprover.mutationOptions({
      onError: noticeError,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.bench.approvers.queryKey() }),
    }),
  );
  const mayChange = may('key_approval', 'create');
  return (
    <section className="panel panel-section bench-people" aria-labelledby="bench-approvers">
      <h2 className="section-title" id="bench-approvers">
        {t(($) => $.keyRecord.approvers.title)}
      </h2>
      <p className="hint">{t(($) => $.keyRecord.approvers.hint)}</p>
      {approvers.isPending && <ListSkeleton rows={2} height={56} />}
      {approvers.isError && <Text size="md">{describeError(approvers.error)}</Text>}
      {approvers.data?.length === 0 && <p>{t(($) => $.keyRecord.approvers.none)}</p>}
      {approvers.data && approvers.data.length > 0 && (
        <ul className="bench-people-list">
          {approvers.data.map(({ id, name }) => (
            <li key={id}>
              <span>
                <strong>{name}</strong> <span className="hint">{id}</span>
              </span>
              {mayChange && (
                <TwoStepButton
                  label={t(($) => $.keyRecord.approvers.remove)}
                  icon={<IconTrash size={18} />}
                  explanation={t(($) => $.keyRecord.approvers.removeWhat, { name })}
                  confirm={t(($) => $.keyRecord.approvers.remove)}
                  pending={remove.isPending}
                  onConfirm={() => remove.mutate({ id })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <Button size="md" variant="default" leftSection={<IconUserPlus size={18} />} onClick={() => setAdding(true)}>
          {t(($) => $.keyRecord.approvers.add)}
        </Button>
      )}
      {adding && <EnrolApproverSheet onClose={() => setAdding(false)} />}
    </section>
  );
}
