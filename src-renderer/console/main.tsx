import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '../ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { en } from '../ui/i18n/en.ts';
import { startI18n } from '../ui/i18n/i18n.ts';
import { zhCN } from '../ui/i18n/zh-CN.ts';
import { App } from './App.tsx';
import { client, createQueryClient, TRPCProvider } from './api.ts';
import { listenForShortcuts } from './keyboard.ts';
import { unlockSoundOnFirstGesture } from './sounds.ts';
import { useWindow } from './window.ts';

// The landing also answers at its bare address; the rooms live under /console.
if (!location.pathname.startsWith('/console')) history.replaceState(null, '', '/console');

startI18n({ en, 'zh-CN': zhCN });
unlockSoundOnFirstGesture();
listenForShortcuts();

const queryClient = createQueryClient(
  () => useWindow.setState({ sessionEnded: true }),
  () => useWindow.setState({ unpaired: true }),
);

// Names of dishes come from the landing in the language they were asked for.
i18next.on('languageChanged', () => void queryClient.invalidateQueries());

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={client} queryClient={queryClient}>
          <Router base="/console">
            <App />
          </Router>
        </TRPCProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
