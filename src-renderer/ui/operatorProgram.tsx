import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './base.css';
import './office.css';
import './rows.css';
import './shell.css';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import type { Language } from '#shared/languages.ts';
import { startI18n } from './i18n/i18n.ts';
import { Program } from './Program.tsx';

interface OperatorProgram {
  /** The path its rooms live under. */
  readonly base: string;
  readonly messages: Readonly<Record<Language, object>>;
  readonly queryClient: QueryClient;
  readonly entrance: ReactNode;
}

/** Starts an operator's program in its page. */
export function startOperatorProgram({ base, messages, queryClient, entrance }: OperatorProgram): void {
  startI18n(messages);
  const root = document.getElementById('app');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Router base={base}>
          <Program>{entrance}</Program>
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  );
}
