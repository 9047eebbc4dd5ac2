import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page.tsx';
import { desktop } from '../desktop.ts';
import { AboutSection } from './AboutSection.tsx';
import { BehaviourSection } from './BehaviourSection.tsx';
import { BackupSection } from './backup/BackupSection.tsx';
import { DocumentPrinterSection } from './DocumentPrinterSection.tsx';
import { KeysSection } from './KeysSection.tsx';
import { KioskSection } from './KioskSection.tsx';
import { ScreensSection } from './ScreensSection.tsx';
import { UpdatesSection } from './UpdatesSection.tsx';
import '../settings/settings.css';

/** How the desktop application behaves on this computer; other computers have their own. */
export default function ComputerPage() {
  const { t } = useTranslation();
  return (
    <Page title={t(($) => (desktop ? $.computer.title : $.computer.backup.title))}>
      <div className="page-body">
        <div className="page-narrow settings">
          {desktop && <BehaviourSection bridge={desktop} />}
          {desktop && <ScreensSection bridge={desktop} />}
          {desktop && <KioskSection bridge={desktop} />}
          {desktop && <DocumentPrinterSection bridge={desktop} />}
          <BackupSection bridge={desktop} />
          {desktop && <UpdatesSection bridge={desktop} />}
          {desktop && <KeysSection bridge={desktop} />}
          {desktop && <AboutSection bridge={desktop} />}
        </div>
      </div>
    </Page>
  );
}
