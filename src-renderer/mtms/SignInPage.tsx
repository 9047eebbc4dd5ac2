import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SignInCard } from '../ui/SignInCard.tsx';

/** There is no password: who may read the MTMS's data folder asks there for an address that leads in. */
export function SignInPage({ trouble }: { trouble: 'ticket' | 'ended' | undefined }) {
  const { t } = useTranslation();
  return (
    <SignInCard
      program={t(($) => $.mtms.title)}
      title={t(($) => $.mtms.signIn.title)}
      notice={trouble && { kind: trouble === 'ticket' ? 'wrong' : 'ended', words: t(($) => $.mtms.signIn[trouble]) }}
    >
      <Text size="md">{t(($) => $.mtms.signIn.how)}</Text>
      <pre className="command code">npm run mtms -- operator --data DIR page</pre>
      <Text className="hint">{t(($) => $.mtms.signIn.why)}</Text>
    </SignInCard>
  );
}
