import { Select, Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyCodes } from '#shared/currencies.ts';
import { CutoverField, TimeZoneField } from '../../ui/DayFields.tsx';
import { useSetUp } from './draft.ts';
import { useResolved } from './useResolved.ts';

/** Currency, time zone and the end of the business day. */
export function StepMoney() {
  const { t } = useTranslation();
  const cutoverHour = useSetUp((state) => state.cutoverHour);
  const { currency, timeZone, language } = useResolved();
  const currencies = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'currency' });
    return currencyCodes.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
  }, [language]);
  return (
    <Stack gap="lg">
      <Select
        size="md"
        searchable
        allowDeselect={false}
        label={t(($) => $.setup.money.currency)}
        description={t(($) => $.setup.money.currencyHint)}
        inputWrapperOrder={['label', 'input', 'description']}
        nothingFoundMessage={t(($) => $.setup.money.noCurrency)}
        value={currency}
        onChange={(code) => code !== null && useSetUp.setState({ currency: code })}
        data={currencies}
      />
      <TimeZoneField value={timeZone} onChange={(zone) => useSetUp.setState({ timeZone: zone })} />
      <CutoverField value={cutoverHour} onChange={(hour) => useSetUp.setState({ cutoverHour: hour })} />
    </Stack>
  );
}
