import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { describeError } from '../notices.tsx';
import { useDoes } from '../session.ts';
import { ApprovalSection } from './ApprovalSection.tsx';
import { ChargesSection } from './ChargesSection.tsx';
import { EnterpriseSection } from './EnterpriseSection.tsx';
import { KitchenSection } from './KitchenSection.tsx';
import { OpeningSection } from './OpeningSection.tsx';
import { PaymentSection } from './PaymentSection.tsx';
import { RemoteSection } from './RemoteSection.tsx';
import { TaxSection } from './TaxSection.tsx';
import { useOrderingSettings } from './useOrderingSettings.ts';
import './settings.css';

/** How the house works: each part is saved by itself, and can be undone. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const doesWork = useDoes();
  return (
    <Page title={t(($) => $.settings.title)}>
      <div className="page-body">
        <div className="page-narrow settings">
          <EnterpriseSection />
          {doesWork('landing_ordering') && <OrderingSections />}
        </div>
      </div>
    </Page>
  );
}

function OrderingSections() {
  const settings = useOrderingSettings();
  return settings.data ? (
    <>
      <OpeningSection settings={settings.data} />
      <RemoteSection settings={settings.data} />
      <TaxSection settings={settings.data} />
      <ChargesSection settings={settings.data} />
      <PaymentSection settings={settings.data} />
      <ApprovalSection settings={settings.data} />
      <KitchenSection settings={settings.data} />
    </>
  ) : settings.isError ? (
    <LoadFailed reason={describeError(settings.error)} onRetry={() => void settings.refetch()} />
  ) : (
    <ListSkeleton rows={3} height={180} />
  );
}
