import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NewPasswordField } from '../../ui/NewPasswordField.tsx';
import { useSetUp } from './draft.ts';
import type { StepProps } from './SetUpWizard.tsx';
import { useResolved } from './useResolved.ts';

/** The owner: name, user name, password. */
export function StepOwner({ problems }: StepProps) {
  const { t } = useTranslation();
  const { displayName, username, password } = useSetUp();
  const { code } = useResolved();
  return (
    <Stack gap="lg">
      <TextInput
        size="lg"
        label={t(($) => $.setup.owner.displayName)}
        description={t(($) => $.people.displayNameHint)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        maxLength={60}
        autoComplete="name"
        value={displayName}
        error={problems.includes('displayName') ? t(($) => $.setup.owner.displayNameMissing) : undefined}
        onChange={(event) => useSetUp.setState({ displayName: event.currentTarget.value })}
      />
      <TextInput
        size="lg"
        label={t(($) => $.identity.signIn.username)}
        description={t(($) => $.people.usernameHint)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        maxLength={32}
        autoCapitalize="none"
        autoComplete="username"
        spellCheck={false}
        value={username}
        error={problems.includes('username') ? t(($) => $.people.usernameRule) : undefined}
        onChange={(event) => useSetUp.setState({ username: event.currentTarget.value.trim().toLowerCase() })}
      />
      <div>
        <NewPasswordField
          label={t(($) => $.identity.signIn.password)}
          value={password}
          onChange={(typed) => useSetUp.setState({ password: typed })}
          names={[username, code]}
        />
        {problems.includes('password') && (
          <p className="set-up-failure" role="alert">
            {t(($) => $.setup.owner.passwordMissing)}
          </p>
        )}
      </div>
    </Stack>
  );
}
