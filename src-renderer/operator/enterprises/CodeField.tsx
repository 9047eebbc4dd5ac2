import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeDone } from '../../ui/notices.tsx';
import { describeError, Refused } from '../api.ts';
import { useChangeEnterprise } from './queries.ts';

/** The code people type to sign in; where another has it, a free one is offered. */
export function CodeField({ id, code }: { id: string; code: string }) {
  const { t } = useTranslation();
  const change = useChangeEnterprise(id);
  /** What was typed over the code; undefined shows the code as it is. */
  const [typed, setTyped] = useState<string>();
  const save = (next: string) =>
    change.mutate(
      { code: next },
      {
        onSuccess: (changed) => {
          setTyped(undefined);
          noticeDone(
            t(($) => $.operator.enterprises.renamed, { code: changed.code }),
            () => change.mutate({ code }),
          );
        },
      },
    );
  const suggestion = change.error instanceof Refused ? change.error.problem['suggestion'] : undefined;
  const shown = typed ?? code;
  const wished = shown.trim().toLowerCase();
  return (
    <div>
      <Group gap="xs" align="end" wrap="nowrap">
        <TextInput
          size="md"
          style={{ flex: 1 }}
          label={t(($) => $.operator.enterprises.code)}
          description={t(($) => $.operator.enterprises.codeHint)}
          error={change.isError && describeError(change.error)}
          value={shown}
          maxLength={32}
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            change.reset();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || wished === code || wished === '') return;
            event.preventDefault();
            save(wished);
          }}
        />
        <Button
          variant="default"
          size="md"
          disabled={wished === code || wished === ''}
          loading={change.isPending}
          onClick={() => save(wished)}
        >
          {t(($) => $.operator.enterprises.rename)}
        </Button>
      </Group>
      {typeof suggestion === 'string' && (
        <Button variant="light" size="md" mt="xs" onClick={() => save(suggestion)}>
          {t(($) => $.operator.enterprises.takeSuggestion, { code: suggestion })}
        </Button>
      )}
    </div>
  );
}
