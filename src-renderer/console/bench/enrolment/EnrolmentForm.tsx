import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconPlugConnected } from '@tabler/icons-react';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupedCode, readEnrolmentCode } from '#shared/bench/enrolment-code.ts';
import { problemOf } from '../../api.ts';
import { describeError, noticeDone } from '../../notices.tsx';
import { useEnrol } from './useEnrolment.ts';

/** Signs and hyphens of a whole code. */
const wholeCode = 35;

/** Address and one-time code of an MTMS; a slip in the code is told before anything is sent. */
export function EnrolmentForm({ address: known }: { address: string }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState(known);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const enrol = useEnrol((view) => noticeDone(t(($) => $.enrolment.done, { bench: view.with?.benchId ?? '' })));
  const read = readEnrolmentCode(code);
  const wrong = useCodeWords()(code, tried);
  const type = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const { value, selectionEnd } = currentTarget;
    // Grouped while it is typed at its end; a correction in the middle must not move the caret.
    const atEnd = selectionEnd === value.length && value.length > code.length;
    setCode(atEnd ? groupedCode(value) : value.toUpperCase());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (address.trim() !== '' && read.code) enrol.mutate({ address, code });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          size="md"
          label={t(($) => $.enrolment.address)}
          placeholder={t(($) => $.enrolment.addressExample)}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={address}
          error={tried && address.trim() === '' ? t(($) => $.enrolment.addressMissing) : undefined}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          size="md"
          classNames={{ input: 'enrolment-code' }}
          label={t(($) => $.enrolment.code)}
          description={t(($) => $.enrolment.codeHint)}
          autoCapitalize="characters"
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={60}
          value={code}
          error={wrong}
          rightSection={read.code && <IconCheck size={20} role="img" aria-label={t(($) => $.enrolment.codeRight)} />}
          onChange={type}
        />
        {enrol.isError && (
          <p className="enrolment-failure" role="alert">
            {problemOf(enrol.error)?.code === 'E_MTMS_DOWN'
              ? t(($) => $.enrolment.noAnswer)
              : describeError(enrol.error)}
          </p>
        )}
        <Group>
          <Button type="submit" size="md" loading={enrol.isPending} leftSection={<IconPlugConnected size={18} />}>
            {t(($) => $.enrolment.connect)}
          </Button>
        </Group>
        {enrol.isPending && (
          <Text className="hint" role="status">
            {t(($) => $.enrolment.connecting)}
          </Text>
        )}
      </Stack>
    </form>
  );
}

/** What is wrong with a code as far as it was typed; that it is not whole yet only after it was to be sent. */
function useCodeWords() {
  const { t } = useTranslation();
  return (code: string, tried: boolean): string | undefined => {
    const read = readEnrolmentCode(code);
    switch (read.problem) {
      case undefined:
        return undefined;
      case 'sign':
        return t(($) => $.enrolment.codeSigns);
      case 'long':
        return t(($) => $.enrolment.codeLong);
      case 'short':
        return tried || code.length > wholeCode ? t(($) => $.enrolment.codeShort) : undefined;
      case 'slip': {
        if (read.group === undefined) return t(($) => $.enrolment.codeSlip);
        const text = groupedCode(code).split('-')[read.group - 1] ?? '';
        return t(($) => $.enrolment.codeSlipIn, { group: read.group, text });
      }
    }
  };
}
