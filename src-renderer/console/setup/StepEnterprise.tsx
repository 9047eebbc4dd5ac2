import { Button, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage } from '../../ui/i18n/i18n.ts';
import { useSetUp } from './draft.ts';
import type { StepProps } from './SetUpWizard.tsx';
import { openJoining } from './steps.ts';
import { useResolved } from './useResolved.ts';

/** Language, name and id of the enterprise. */
export function StepEnterprise({ problems }: StepProps) {
  const { t } = useTranslation();
  const name = useSetUp((state) => state.name);
  const { code } = useResolved();
  return (
    <Stack gap="lg">
      <div>
        <Text size="md" fw={500} mb={4}>
          {t(($) => $.common.view.language)}
        </Text>
        <SegmentedControl
          size="md"
          aria-label={t(($) => $.common.view.language)}
          value={currentLanguage()}
          onChange={(language) => chooseLanguage(language === 'en' ? 'en' : 'zh-CN')}
          data={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      <TextInput
        size="lg"
        label={t(($) => $.setup.enterprise.name)}
        description={t(($) => $.setup.enterprise.nameHint)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        placeholder={t(($) => $.setup.enterprise.nameExample)}
        maxLength={80}
        autoComplete="organization"
        value={name}
        error={problems.includes('name') ? t(($) => $.setup.enterprise.nameMissing) : undefined}
        onChange={(event) => useSetUp.setState({ name: event.currentTarget.value })}
      />
      <TextInput
        size="lg"
        label={t(($) => $.setup.enterprise.code)}
        description={t(($) => $.setup.enterprise.codeHint)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        maxLength={32}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={code}
        error={problems.includes('code') ? t(($) => $.setup.enterprise.codeRule) : undefined}
        onChange={(event) => {
          const typed = event.currentTarget.value.toLowerCase().replace(/\s+/g, '-');
          // An emptied field goes back to the suggestion.
          useSetUp.setState({ code: typed === '' ? null : typed });
        }}
      />
      <div className="set-up-other">
        <Text size="md">{t(($) => $.setup.join.offer)}</Text>
        <Button variant="default" size="md" onClick={openJoining}>
          {t(($) => $.setup.join.open)}
        </Button>
      </div>
    </Stack>
  );
}
