import { Text } from '@mantine/core';
import { IconBell, IconLock, IconQrcode, IconToolsKitchen2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { businessDay } from '#shared/time.ts';
import { CutoverExample } from '../../ui/DayFields.tsx';
import { useMoney } from '../../ui/money.tsx';
import { useNow } from '../../ui/time.ts';
import { byArea } from '../tables/names.ts';
import { readAreas, useSetUp } from './draft.ts';
import { useResolved } from './useResolved.ts';

/** What the answers of a step will look like. */
export function Preview({ step }: { step: number }) {
  const { t } = useTranslation();
  const hasGuests = useSetUp(({ work }) => work.includes('landing_ordering'));
  const name = (['phone', 'signIn', 'receipt', 'floor'] as const)[!hasGuests && step === 0 ? 1 : step] ?? 'phone';
  const Shown = previews[name];
  return (
    <>
      <Text className="hint" mb="xs">
        {t(($) => $.setup.preview[name])}
      </Text>
      <Shown />
    </>
  );
}

const previews = { phone: PhonePreview, signIn: SignInPreview, receipt: ReceiptPreview, floor: FloorPreview } as const;

function useShownName(): string {
  const { t } = useTranslation();
  const name = useSetUp((state) => state.name);
  return name.trim() || t(($) => $.setup.enterprise.nameExample);
}

function PhonePreview() {
  const { t } = useTranslation();
  const format = useMoney();
  const name = useShownName();
  const { currency } = useResolved();
  const unit = 10 ** currencyExponent(currency);
  return (
    <div className="preview-phone">
      <div className="preview-phone-head">
        <strong>{name}</strong>
        <span>{t(($) => $.tables.table, { name: '1' })}</span>
      </div>
      {[18, 36, 12].map((price) => (
        <div key={price} className="preview-dish">
          <span className="preview-dish-lines">
            <i />
            <b className="number">{format(price * unit, currency)}</b>
          </span>
          <span className="preview-dish-picture">
            <IconToolsKitchen2 size={22} stroke={1.4} aria-hidden />
          </span>
        </div>
      ))}
    </div>
  );
}

function SignInPreview() {
  const { t } = useTranslation();
  const name = useShownName();
  const { displayName, username } = useSetUp();
  const { code } = useResolved();
  return (
    <div className="preview-card">
      <strong className="preview-title">{name}</strong>
      <dl className="preview-fields">
        <dt>{t(($) => $.identity.signIn.enterpriseId)}</dt>
        <dd>{code}</dd>
        <dt>{t(($) => $.identity.signIn.username)}</dt>
        <dd>{username || '—'}</dd>
        <dt>{t(($) => $.identity.signIn.password)}</dt>
        <dd>
          <IconLock size={16} aria-hidden /> ••••••••
        </dd>
      </dl>
      {displayName.trim() !== '' && (
        <p className="preview-hello">{t(($) => $.identity.user.hello, { name: displayName.trim() })}</p>
      )}
    </div>
  );
}

function ReceiptPreview() {
  const { t } = useTranslation();
  const format = useMoney();
  const now = useNow();
  const name = useShownName();
  const cutoverHour = useSetUp((state) => state.cutoverHour);
  const { currency, timeZone, language } = useResolved();
  const unit = 10 ** currencyExponent(currency);
  const when = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(now);
  const day = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'full' }).format(
    Date.parse(businessDay(now, timeZone, cutoverHour)),
  );
  return (
    <div className="preview-card preview-receipt">
      <strong className="preview-title">{name}</strong>
      <span className="hint">{when}</span>
      <dl className="preview-sums">
        <dt>
          2 × <i className="preview-sums-dish" />
        </dt>
        <dd className="number">{format(36 * unit, currency)}</dd>
        <dt>
          1 × <i className="preview-sums-dish" />
        </dt>
        <dd className="number">{format(18 * unit, currency)}</dd>
        <dt className="preview-total">{t(($) => $.setup.preview.total)}</dt>
        <dd className="preview-total number">{format(54 * unit, currency)}</dd>
      </dl>
      <p className="hint">{t(($) => $.setup.preview.businessDay, { day })}</p>
      <p className="hint">
        <CutoverExample hour={cutoverHour} />
      </p>
    </div>
  );
}

function FloorPreview() {
  const { t } = useTranslation();
  const { areas, opening } = useSetUp();
  const read = readAreas(areas);
  const tables = areas.flatMap((area, index) =>
    (read[index]?.names ?? []).map((name) => ({ name, area: area.area.trim() })),
  );
  const Icon = opening === 'staff' ? IconBell : IconQrcode;
  return (
    <div className="preview-card">
      {tables.length === 0 && <p className="hint">{t(($) => $.tables.empty)}</p>}
      {byArea(tables).map(([area, inArea]) => (
        <section key={area} className="preview-area">
          {area !== '' && <h2>{area}</h2>}
          <ul>
            {inArea.slice(0, 48).map((table) => (
              <li key={table.name}>{table.name}</li>
            ))}
            {inArea.length > 48 && <li>+{inArea.length - 48}</li>}
          </ul>
        </section>
      ))}
      <p className="preview-opening">
        <Icon size={20} stroke={1.6} aria-hidden />
        <span>{t(($) => $.setup.preview.opening[opening])}</span>
      </p>
    </div>
  );
}
