import { Button, Stack, Text } from '@mantine/core';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';

/** Keeps a page that throws from taking the whole window along. */
export class PageBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Stack align="center" justify="center" h="100%" gap="md" p="xl" ta="center" role="alert">
        <Text size="lg" maw={480}>
          {i18next.t(($) => $.common.failed.page)}
        </Text>
        <Button size="lg" onClick={() => location.reload()}>
          {i18next.t(($) => $.common.failed.reload)}
        </Button>
      </Stack>
    );
  }
}
