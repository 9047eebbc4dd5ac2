import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LanguageChoice } from '../../ui/LanguageChoice.tsx';
import { WorkChoice } from '../../ui/WorkChoice.tsx';
import { useSetUp } from './draft.ts';
import type { StepProps } from './SetUpWizard.tsx';
import { openJoining } from './steps.ts';
import { useResolved } from './useResolved.ts';

/** Language, name and id of the enterprise, and what it does. */
export function StepEnterprise({ problems }: StepProps) {
  const { t } = useTranslation();
  const { name, work } = useSetUp();
  const { code } = useResolved();
  return (
    <Stack gap="lg">
      <div>
        <Text size="md" fw={600} mb={4}>
          {t(($) => $.common.view.language)}
        </Text>
        <LanguageChoice />
      </div>
      <TextInput
        size="lg"
        label={t(($) => $.setup.enterprise.name)}
        description={
          work.length === 0 || work.includes('landing_ordering')
            ? t(($) => $.setup.enterprise.nameHint)
            : t(($) => $.setup.enterprise.nameHintStaff)
        }
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
      <WorkChoice
        value={work}
        error={problems.includes('work') ? t(($) => $.office.work.missing) : undefined}
        onChange={(chosen) => useSetUp.setState({ work: chosen })}
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
