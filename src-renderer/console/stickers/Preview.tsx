import { ActionIcon, Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError, toProblem } from '#shared/errors.ts';
import { paperSize, slotAt, slotsPerSheet } from '#shared/printing/sheets.ts';
import { encodeCodes, labelCount, planSheets, type StickerJob, type StickerSheet } from '#shared/printing/stickers.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { SheetPicture } from './SheetPicture.tsx';
import type { StickerDraft } from './useStickers.ts';

/** What would be printed, or the reason why nothing can be. */
export type Plan =
  | { readonly sheets: readonly StickerSheet[]; readonly labels: number }
  | { readonly refusal: AppError };

/** Lays the sheets out as the landing will; codes are encoded anew only when what they say changes. */
export function usePlan(job: StickerJob): Plan {
  const { arrangement, wifi, tables } = job;
  const wifiText = wifi?.code;
  const links = tables.map(({ link, remoteLink }) => `${link} ${remoteLink ?? ''}`).join('\n');
  const codes = useMemo(() => {
    try {
      return encodeCodes({
        arrangement,
        wifi: wifiText === undefined ? null : { code: wifiText, ssid: '' },
        tables: links === '' ? [] : links.split('\n').map(linksOf),
      });
    } catch (error) {
      return asRefusal(error);
    }
  }, [arrangement, wifiText, links]);
  return useMemo(() => {
    if (codes instanceof AppError) return { refusal: codes };
    try {
      return { sheets: planSheets(job, codes), labels: labelCount(job, codes) };
    } catch (error) {
      return { refusal: asRefusal(error) };
    }
  }, [job, codes]);
}

function linksOf(line: string): { link: string; remoteLink: string | null } {
  const [link = '', remoteLink = ''] = line.split(' ');
  return { link, remoteLink: remoteLink === '' ? null : remoteLink };
}

function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

interface PreviewProps {
  readonly job: StickerJob;
  readonly plan: Plan;
  readonly logo: string | undefined;
  readonly draft: StickerDraft;
  readonly onStart: (slot: number) => void;
}

/** The sheets as they will come out, and the label to begin with. */
export function Preview({ job, plan, logo, draft, onStart }: PreviewProps) {
  const { t } = useTranslation();
  const [wanted, setPage] = useState(0);
  const shown = useDeferredValue(plan);
  const sheets = 'sheets' in shown ? shown.sheets : [];
  const page = Math.min(wanted, Math.max(0, sheets.length - 1));
  return (
    <section className="stickers-preview" aria-labelledby="stickers-preview">
      <Group justify="space-between" wrap="nowrap" mih={44}>
        <h2 id="stickers-preview" className="section-title">
          {t(($) => $.stickers.preview.title)}
        </h2>
        {sheets.length > 1 && (
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              size={44}
              disabled={page === 0}
              aria-label={t(($) => $.stickers.preview.previous)}
              onClick={() => setPage(page - 1)}
            >
              <IconChevronLeft />
            </ActionIcon>
            <Text size="sm" className="number" aria-live="polite">
              {t(($) => $.stickers.preview.sheet, { page: page + 1, pages: sheets.length })}
            </Text>
            <ActionIcon
              variant="subtle"
              size={44}
              disabled={page === sheets.length - 1}
              aria-label={t(($) => $.stickers.preview.next)}
              onClick={() => setPage(page + 1)}
            >
              <IconChevronRight />
            </ActionIcon>
          </Group>
        )}
      </Group>
      {'refusal' in plan ? (
        <Refusal refusal={plan.refusal} draft={draft} />
      ) : (
        <div className="paper">
          <SheetPicture
            grid={job.grid}
            drawings={sheets[page]?.drawings ?? []}
            logo={logo}
            label={t(($) => $.stickers.preview.picture, { page: page + 1 })}
          />
          {page === 0 && <StartSlots job={job} onStart={onStart} />}
        </div>
      )}
      {'sheets' in plan && (
        <Text className="hint" mt="xs">
          {t(($) => $.stickers.summary, {
            count: plan.labels,
            sheets: t(($) => $.stickers.sheets, { count: plan.sheets.length }),
          })}
          {' · '}
          {t(($) => $.stickers.sheet.startHint)}
        </Text>
      )}
    </section>
  );
}

/** Why it cannot be printed so, with the way out as a button. */
function Refusal({ refusal, draft }: { refusal: AppError; draft: StickerDraft }) {
  const { t } = useTranslation();
  const { detail, largest } = toProblem(refusal, currentLanguage());
  return (
    <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
      <Text size="md">{detail}</Text>
      {typeof largest === 'number' && (
        <Button size="md" mt="sm" onClick={() => draft.change({ codeSize: largest })}>
          {t(($) => $.stickers.sheet.largest, { size: largest })}
        </Button>
      )}
      {refusal.code === 'sticker_pair_does_not_fit' && (
        <Button size="md" mt="sm" onClick={() => draft.change({ arrangement: 'separate' })}>
          {t(($) => $.stickers.sheet.apart)}
        </Button>
      )}
    </Alert>
  );
}

function StartSlots({ job, onStart }: { job: StickerJob; onStart: (slot: number) => void }) {
  const { t } = useTranslation();
  const { grid, startSlot } = job;
  const { width, height } = paperSize[grid.paper];
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <fieldset className="start-slots">
      <legend className="visually-hidden">{t(($) => $.stickers.sheet.start)}</legend>
      {Array.from({ length: slotsPerSheet(grid) }, (_, slot) => {
        const { x, y } = slotAt(grid, slot);
        return (
          <label
            key={`${x} ${y}`}
            className="start-slot"
            data-used={slot < startSlot ? true : undefined}
            style={{
              left: percent(x, width),
              top: percent(y, height),
              width: percent(grid.width, width),
              height: percent(grid.height, height),
            }}
          >
            <input
              type="radio"
              name="start-slot"
              className="visually-hidden"
              checked={slot === startSlot}
              aria-label={t(($) => $.stickers.sheet.startAt, { number: slot + 1 })}
              onChange={() => onStart(slot)}
            />
          </label>
        );
      })}
    </fieldset>
  );
}
