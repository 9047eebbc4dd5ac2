import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useTRPC } from '../api.ts';
import { useMay } from '../session.ts';

/** Says, across every room, that printed stickers lead nowhere, and where to mend it. */
export function DriftBanner() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const reads = may('table', 'read');
  const reach = useQuery(trpc.reach.state.queryOptions(undefined, { enabled: reads }));
  const drift = reach.data?.drift;
  if (!drift) return null;
  return (
    <div className="lost-banner" role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <span>
        {t(($) => $.stickers.drift.banner, { count: drift.tableIds.length })} {t(($) => $.stickers.drift[drift.cause])}
      </span>
      {may('table', 'update') && (
        <Link href="/stickers/address" className="banner-link">
          {t(($) => $.stickers.drift.mend)}
        </Link>
      )}
    </div>
  );
}
