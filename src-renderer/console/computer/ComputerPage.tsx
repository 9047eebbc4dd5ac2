import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page.tsx';
import { desktop } from '../desktop.ts';
import { BehaviourSection } from './BehaviourSection.tsx';
import { DocumentPrinterSection } from './DocumentPrinterSection.tsx';
import { KioskSection } from './KioskSection.tsx';
import { ScreensSection } from './ScreensSection.tsx';
import '../settings/settings.css';

/** How the desktop application behaves on this computer; other computers have their own. */
export default function ComputerPage() {
  const { t } = useTranslation();
  return (
    <Page title={t(($) => $.computer.title)}>
      <div className="page-body">
        <div className="page-narrow settings">
          {desktop && <BehaviourSection bridge={desktop} />}
          {desktop && <ScreensSection bridge={desktop} />}
          {desktop && <KioskSection bridge={desktop} />}
          {desktop && <DocumentPrinterSection bridge={desktop} />}
        </div>
      </div>
    </Page>
  );
}
