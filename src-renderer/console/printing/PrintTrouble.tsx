import { IconPrinterOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useMay } from '../session.ts';
import { playSound } from '../sounds.ts';
import { usePrinters } from './usePrinting.ts';
import './printing.css';

/** How many printers and jobs wait for a person. A printer in trouble counts when something waits for it. */
function useTroubles(): number {
  const printers = usePrinters();
  return (printers.data ?? []).reduce(
    (sum, printer) =>
      sum + printer.attention + (printer.live.state === 'trouble' && printer.waiting > 0 && printer.enabled ? 1 : 0),
    0,
  );
}

/** The badge on the rail: printing needs somebody. Nothing while all is well. */
export function PrintTroubleBadge() {
  const { t } = useTranslation();
  const troubles = useTroubles();
  const inTrouble = troubles > 0;
  useEffect(() => {
    if (inTrouble) playSound('trouble');
  }, [inTrouble]);
  return (
    <>
      {troubles > 0 && (
        <>
          <span className="rail-badge print-badge" aria-hidden>
            {troubles}
          </span>
          <span className="visually-hidden">{t(($) => $.printing.trouble, { count: troubles })}</span>
        </>
      )}
    </>
  );
}

/** A strip for the counter: says that paper is missing somewhere and leads to where it is mended. */
export function PrintTroubleBanner() {
  const may = useMay();
  return may('print_job', 'read') && may('printer', 'read') ? <Banner /> : null;
}

function Banner() {
  const { t } = useTranslation();
  const troubles = useTroubles();
  const printers = usePrinters();
  if (troubles === 0) return null;
  const dead = printers.data?.find((printer) => printer.live.words !== null && printer.waiting > 0);
  return (
    <div className="print-banner" role="status">
      <IconPrinterOff size={20} aria-hidden />
      <span className="print-banner-words">
        {dead?.live.words
          ? `${dead.name}: ${dead.live.words.what} · ${dead.live.words.help}`
          : t(($) => $.printing.trouble, { count: troubles })}
      </span>
      <Link href="/printing" className="print-banner-link">
        {t(($) => $.printing.look)}
      </Link>
    </div>
  );
}
