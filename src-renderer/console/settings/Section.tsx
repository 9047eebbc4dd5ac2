import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './useDraft.ts';

interface SectionProps<T> {
  readonly title: string;
  readonly hint: string;
  readonly draft: Draft<T>;
  readonly onSave: () => void;
  readonly saving: boolean;
  /** What keeps it from being saved, in words. */
  readonly problem?: string | undefined;
  readonly failure?: string | undefined;
  readonly children: ReactNode;
}

/** A part of the settings that is saved as one: its Save appears when there is something to save. */
export function Section<T>({ title, hint, draft, onSave, saving, problem, failure, children }: SectionProps<T>) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.dirty && !problem && !saving) onSave();
  };
  return (
    <form className="panel settings-section" onSubmit={submit} noValidate aria-label={title}>
      <div className="panel-section">
        <h2 className="section-title">{title}</h2>
        <Text className="hint" mb="md">
          {hint}
        </Text>
        {children}
      </div>
      {(draft.dirty || failure) && (
        <div className="settings-save">
          {failure ? (
            <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" p="xs" flex={1}>
              {failure}
            </Alert>
          ) : (
            <Text size="md" role="status">
              {problem ?? t(($) => $.office.unsaved)}
            </Text>
          )}
          <Group gap="xs" ml="auto" wrap="nowrap">
            <Button variant="default" size="md" onClick={draft.discard} disabled={saving}>
              {t(($) => $.office.discard)}
            </Button>
            <Button type="submit" size="md" loading={saving} disabled={Boolean(problem) || !draft.dirty}>
              {t(($) => $.common.save)}
            </Button>
          </Group>
        </div>
      )}
    </form>
  );
}
