import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Registration, registrationSchema } from '#shared/enterprises/registration.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { CloudAddressField } from './ConnectFields.tsx';
import { countries } from './countries.ts';

export type Entered = Omit<Registration, 'enterpriseId' | 'code' | 'name'>;

const enteredSchema = registrationSchema.omit({ enterpriseId: true, code: true, name: true });
const empty: Entered = { contactName: '', contactPhone: '', contactEmail: '', country: '', note: '' };

interface RegistrationFormProps {
  /** Absent where the registration has begun: it stays at its cloud. */
  readonly address?: string;
  readonly entered?: Entered;
  readonly submitLabel: string;
  readonly icon: ReactNode;
  readonly pending: boolean;
  readonly failure: string | undefined;
  /** Something was typed that is not saved yet. */
  readonly onChanged?: () => void;
  readonly onSubmit: (entered: Entered, address: string) => void;
}

/** What a merchant says of itself to register. */
export function RegistrationForm({ address: preset, entered, submitLabel, icon, ...rest }: RegistrationFormProps) {
  const { t } = useTranslation();
  const [address, setAddress] = useState(preset ?? '');
  const [draft, setDraft] = useState<Entered>(entered ?? { ...empty, country: guessCountry() });
  const [tried, setTried] = useState(false);
  const language = currentLanguage();
  const names = useMemo(() => countryNames(language), [language]);
  const read = enteredSchema.safeParse(draft);
  const wrong = new Set(read.success ? [] : read.error.issues.map(({ path }) => path[0]));
  const lacksAddress = preset !== undefined && address.trim() === '';
  const errorOf = (field: keyof Entered, sentence: string) => (tried && wrong.has(field) ? sentence : undefined);
  const change = (part: Partial<Entered>) => {
    setDraft({ ...draft, ...part });
    rest.onChanged?.();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (read.success && !lacksAddress) rest.onSubmit(read.data, address);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {preset !== undefined && <CloudAddressField value={address} tried={tried} onChange={setAddress} />}
        <TextInput
          size="md"
          label={t(($) => $.cloud.off.register.contactName)}
          autoComplete="name"
          maxLength={60}
          value={draft.contactName}
          error={errorOf(
            'contactName',
            t(($) => $.cloud.off.register.contactNameMissing),
          )}
          onChange={(event) => change({ contactName: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          type="tel"
          label={t(($) => $.cloud.off.register.contactPhone)}
          autoComplete="tel"
          maxLength={40}
          value={draft.contactPhone}
          error={errorOf(
            'contactPhone',
            t(($) => $.cloud.off.register.contactPhoneMissing),
          )}
          onChange={(event) => change({ contactPhone: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          type="email"
          label={t(($) => $.cloud.off.register.contactEmail)}
          autoComplete="email"
          maxLength={200}
          value={draft.contactEmail}
          error={errorOf(
            'contactEmail',
            t(($) => $.cloud.off.register.contactEmailWrong),
          )}
          onChange={(event) => change({ contactEmail: event.currentTarget.value.trim() })}
        />
        <Select
          size="md"
          searchable
          allowDeselect={false}
          label={t(($) => $.cloud.off.register.country)}
          nothingFoundMessage={t(($) => $.cloud.off.register.nothingFound)}
          data={names}
          value={draft.country || null}
          error={errorOf(
            'country',
            t(($) => $.cloud.off.register.countryMissing),
          )}
          onChange={(country) => change({ country: country ?? '' })}
        />
        <Textarea
          size="md"
          autosize
          minRows={2}
          maxRows={8}
          label={t(($) => $.cloud.off.register.note)}
          maxLength={1000}
          value={draft.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        {rest.failure && (
          <p className="cloud-failure" role="alert">
            {rest.failure}
          </p>
        )}
        <Group>
          <Button
            type="submit"
            size="md"
            variant={entered ? 'default' : 'filled'}
            loading={rest.pending}
            leftSection={icon}
          >
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The country of the browser's language, where it names one. */
function guessCountry(): string {
  const region = new Intl.Locale(navigator.language).region ?? '';
  return countries.includes(region) ? region : '';
}

function countryNames(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return countries
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((one, other) => compare(one.label, other.label));
}
