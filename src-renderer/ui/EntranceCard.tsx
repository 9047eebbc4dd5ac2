import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import mark from '../../assets/icon.svg';
import { LanguageChoice } from './LanguageChoice.tsx';
import './entrance.css';

/** The frame of every page before the rooms: whose house it is, and which language. */
export function EntranceCard({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Group gap="sm" wrap="nowrap" mb="lg">
          <img src={mark} alt="" width={44} height={44} />
          <div>
            <Text fw={650} size="lg" lh={1.2}>
              {title ?? 'Landing Desk'}
            </Text>
            {title && (
              <Text c="dimmed" size="sm">
                Landing Desk
              </Text>
            )}
          </div>
        </Group>
        {children}
      </div>
      <LanguageChoice />
    </main>
  );
}
