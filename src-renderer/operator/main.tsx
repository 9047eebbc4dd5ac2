import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '../ui/base.css';
import '../ui/office.css';
import '../ui/shell.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { startI18n } from '../ui/i18n/i18n.ts';
import { App } from './App.tsx';
import { createQueryClient } from './api.ts';
import { messages } from './messages.ts';

startI18n(messages);
const queryClient = createQueryClient();
const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Router base="/operator">
          <App />
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  );
}
