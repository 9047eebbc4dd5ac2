import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type ReactNode, useEffect } from 'react';
import { keepFocusInSheets } from './keepFocus.ts';
import { PageBoundary } from './PageBoundary.tsx';
import { cssVariables, theme } from './theme.ts';

/**
 * What every program of the staff stands in: the look, notices, the focus kept in open sheets, and a page in place of a
 * screen that broke.
 */
export function Program({ dark = false, children }: { dark?: boolean; children: ReactNode }) {
  useEffect(keepFocusInSheets, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(dark && { forceColorScheme: 'dark' })}
    >
      <Notifications position="bottom-left" limit={4} zIndex={500} />
      <PageBoundary>{children}</PageBoundary>
    </MantineProvider>
  );
}

/** A whole window whose first answer is on its way. */
export function Waiting() {
  return (
    <Center component="main" h="100vh">
      <Loader />
    </Center>
  );
}
