import { useTranslation } from 'react-i18next';

export default function CounterPage() {
  const { t } = useTranslation();
  return <h1>{t(($) => $.counter.title)}</h1>;
}
