import { useTranslation } from 'react-i18next';

export default function KitchenPage() {
  const { t } = useTranslation();
  return <h1>{t(($) => $.kitchen.title)}</h1>;
}
