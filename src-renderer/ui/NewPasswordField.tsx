import { IconAlertTriangle, IconCheck, IconCircle } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { minPasswordLength } from '#shared/identity/secrets.ts';
import { isAllowed, type PasswordStanding, standingOf } from './passwordStrength.ts';
import { SecretInput } from './SecretInput.tsx';
import './office.css';

interface NewPasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
  /** What it must not repeat: the user name, the enterprise id. */
  readonly names: readonly string[];
  /** How many characters it needs. */
  readonly least?: number;
  readonly autoFocus?: boolean;
}

const steps: Readonly<Record<PasswordStanding, number>> = {
  empty: 0,
  short: 0,
  common: 1,
  allowed: 2,
  good: 3,
  strong: 4,
};

/** A new password with the rules beside it, ticked as they are met, and an honest word about its strength. */
export function NewPasswordField({
  label,
  value,
  onChange,
  names,
  least = minPasswordLength,
  autoFocus,
}: NewPasswordFieldProps) {
  const { t } = useTranslation();
  const rulesId = useId();
  const standing = standingOf(value, names, least);
  const longEnough = [...value].length >= least;
  return (
    <div>
      <SecretInput
        size="md"
        label={label}
        autoComplete="new-password"
        aria-describedby={rulesId}
        value={value}
        maxLength={256}
        {...(autoFocus ? { 'data-autofocus': true } : {})}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div id={rulesId} className="password-rules" aria-live="polite">
        <span className="password-bar" data-step={steps[standing]} aria-hidden>
          <i />
          <i />
          <i />
          <i />
        </span>
        <Rule met={longEnough} wrong={false}>
          {t(($) => $.office.password.length, { min: least })}
        </Rule>
        <Rule met={isAllowed(standing)} wrong={standing === 'common'}>
          {t(($) => $.office.password.uncommon)}
        </Rule>
        {isAllowed(standing) && (
          <span className="password-word">
            {t(($) => $.office.password.standing[standing as 'allowed' | 'good' | 'strong'])}
          </span>
        )}
      </div>
    </div>
  );
}

function Rule({ met, wrong, children }: { met: boolean; wrong: boolean; children: string }) {
  const Icon = wrong ? IconAlertTriangle : met ? IconCheck : IconCircle;
  return (
    <span className="password-rule" data-met={met || undefined} data-wrong={wrong || undefined}>
      <Icon size={16} aria-hidden />
      {children}
    </span>
  );
}
