import { Stack, Text, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';

interface EmptyProps {
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly title: string;
  readonly detail?: string;
  /** The way out of emptiness. */
  readonly children?: ReactNode;
}

/** Shown where a list has nothing yet: what belongs here and how to begin. */
export function Empty({ icon: Icon, title, detail, children }: EmptyProps) {
  return (
    <Stack align="center" justify="center" gap="xs" py={64} px="md" ta="center">
      <Icon size={40} stroke={1.4} />
      <Title order={2} size="h4">
        {title}
      </Title>
      {detail && (
        <Text size="md" c="dimmed" maw={460}>
          {detail}
        </Text>
      )}
      {children}
    </Stack>
  );
}
