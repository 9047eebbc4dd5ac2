import { Alert, Stack, Title } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EntranceCard } from './EntranceCard.tsx';

const looks = {
  ended: ['progress', IconClock],
  wrong: ['trouble', IconAlertTriangle],
  locked: ['trouble', IconLock],
} as const;

interface SignInCardProps {
  /** Whose house it is. */
  readonly program: string;
  readonly title: string;
  /** Why nobody is inside, where there is something to say. */
  readonly notice?: { readonly kind: keyof typeof looks; readonly words: string } | undefined;
  readonly children: ReactNode;
}

/** The page before the rooms: the way in, and why one stands before the door. */
export function SignInCard({ program, title, notice, children }: SignInCardProps) {
  const [color, Icon] = looks[notice?.kind ?? 'ended'];
  return (
    <EntranceCard title={program}>
      <Stack gap="md">
        <Title order={1} size="h2">
          {title}
        </Title>
        {notice && (
          <Alert color={color} variant="light" icon={<Icon />} role="alert">
            {notice.words}
          </Alert>
        )}
        {children}
      </Stack>
    </EntranceCard>
  );
}
