import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface OwnSectionProps {
  readonly title: string;
  readonly hint: string;
  readonly submit: string;
  readonly ready: boolean;
  readonly pending: boolean;
  readonly failure: string | undefined;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** A small form of one's own account. */
export function OwnSection({ title, hint, submit, ready, pending, failure, onSubmit, children }: OwnSectionProps) {
  return (
    <form
      className="panel panel-section"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !pending) onSubmit();
      }}
    >
      <h2 className="section-title">{title}</h2>
      <Text className="hint" mb="md">
        {hint}
      </Text>
      <Stack gap="md" maw={420}>
        {children}
        {failure && (
          <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <Button type="submit" size="md" loading={pending} disabled={!ready} style={{ alignSelf: 'start' }}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
