import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** First run: the enterprise, its owner and the first tables. */
export default function SetUpWizard() {
  const { t } = useTranslation();
  return (
    <Stack component="main" align="center" justify="center" h="100vh" gap="xs">
      <Title order={1}>{t(($) => $.identity.setUp.title)}</Title>
      <Text size="md">{t(($) => $.identity.setUp.sentence)}</Text>
    </Stack>
  );
}
