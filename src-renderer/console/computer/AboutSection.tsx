import { Button, Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DesktopBridge } from '#shared/desktop/calls.ts';

/** Which version runs on this computer, and the way to everything about it. */
export function AboutSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  return (
    <section className="panel settings-section" aria-label={t(($) => $.about.title)}>
      <Group className="panel-section" justify="space-between">
        <div>
          <h2 className="section-title">{t(($) => $.about.title)}</h2>
          <Text className="hint">{t(($) => $.about.version, { version: bridge.version })}</Text>
        </div>
        <Button component={Link} href="/about" variant="default" size="md" leftSection={<IconInfoCircle size={18} />}>
          {t(($) => $.about.open)}
        </Button>
      </Group>
    </section>
  );
}
