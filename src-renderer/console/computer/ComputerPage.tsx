import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page.tsx';
import { desktop } from '../desktop.ts';
import { BackupSection } from './BackupSection.tsx';
import { BehaviourSection } from './BehaviourSection.tsx';
import '../settings/settings.css';

/** How the desktop application behaves on this computer; other computers have their own. */
export default function ComputerPage() {
  const { t } = useTranslation();
  return (
    <Page title={t(($) => (desktop ? $.computer.title : $.computer.backup.title))}>
      <div className="page-body">
        <div className="page-narrow settings">
          {desktop && <BehaviourSection bridge={desktop} />}
          <BackupSection bridge={desktop} />
        </div>
      </div>
    </Page>
  );
}
