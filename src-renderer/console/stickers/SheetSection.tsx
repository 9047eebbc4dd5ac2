import { NumberInput, SegmentedControl, Select, SimpleGrid, Slider, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Paper, papers, presetSheets, type SheetGrid, sheetKinds } from '#shared/printing/sheets.ts';
import { arrangements, codeSizes } from '#shared/printing/stickers.ts';
import { gridOf } from './job.ts';
import type { StickerDraft } from './useStickers.ts';

/** The sheet, the codes on it and their size. */
export function SheetSection({
  draft,
  hasWifi,
  remote,
}: {
  draft: StickerDraft;
  hasWifi: boolean;
  /** Whether codes for the mobile network come with it; undefined where no cloud passes orders on. */
  remote: { readonly wanted: boolean; readonly onChange: (wanted: boolean) => void } | undefined;
}) {
  const { t } = useTranslation();
  const { settings, change } = draft;
  return (
    <section className="panel panel-section" aria-labelledby="stickers-sheet">
      <h2 id="stickers-sheet" className="section-title">
        {t(($) => $.stickers.sheet.title)}
      </h2>
      <Stack gap="md" mt="sm">
        <Select
          size="md"
          label={t(($) => $.stickers.sheet.kind)}
          data={sheetKinds.map((kind) => ({ value: kind, label: t(($) => $.stickers.sheet.kinds[kind]) }))}
          value={settings.sheet}
          allowDeselect={false}
          onChange={(value) => {
            const sheet = sheetKinds.find((kind) => kind === value);
            if (!sheet) return;
            // An own grid begins as the sheet that was there.
            const own = sheet === 'custom' && settings.grid === null ? { grid: gridOf(settings) } : {};
            change({ sheet, ...own });
          }}
        />
        {settings.sheet === 'custom' && (
          <GridFields grid={settings.grid ?? presetSheets.L7160} onChange={(grid) => change({ grid })} />
        )}
        <div>
          <Text component="div" size="md" fw={600} mb={4} id="stickers-codes">
            {t(($) => $.stickers.sheet.codes)}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="stickers-codes"
            value={settings.arrangement}
            onChange={(value) => {
              const arrangement = arrangements.find((known) => known === value);
              if (arrangement) change({ arrangement });
            }}
            data={arrangements.toReversed().map((arrangement) => ({
              value: arrangement,
              label: t(($) => $.stickers.sheet.arrangements[arrangement]),
              disabled: arrangement !== 'menuOnly' && !hasWifi,
            }))}
          />
          <Text className="hint" mt={6}>
            {t(($) => $.stickers.sheet.arrangementHint)}
          </Text>
        </div>
        {remote && (
          <Switch
            size="md"
            checked={remote.wanted}
            onChange={(event) => remote.onChange(event.currentTarget.checked)}
            label={t(($) => $.stickers.sheet.remote)}
            description={t(($) => $.stickers.sheet.remoteHint)}
          />
        )}
        <div>
          <Text component="div" size="md" fw={600} mb="xs">
            {t(($) => $.stickers.sheet.size)}{' '}
            <span className="number">{t(($) => $.stickers.sheet.millimetres, { size: settings.codeSize })}</span>
          </Text>
          <Slider
            size="lg"
            thumbSize={28}
            thumbLabel={t(($) => $.stickers.sheet.size)}
            min={codeSizes.min}
            max={codeSizes.max}
            step={1}
            label={null}
            value={settings.codeSize}
            onChange={(codeSize) => change({ codeSize })}
          />
        </div>
      </Stack>
    </section>
  );
}

const measures = ['columns', 'rows', 'width', 'height', 'left', 'top', 'gapX', 'gapY'] as const;

function GridFields({ grid, onChange }: { grid: SheetGrid; onChange: (grid: SheetGrid) => void }) {
  const { t } = useTranslation();
  const limits = (measure: (typeof measures)[number]) => {
    if (measure === 'columns') return { min: 1, max: 10 };
    if (measure === 'rows') return { min: 1, max: 20 };
    if (measure === 'width' || measure === 'height') return { min: 20, max: 297 };
    return { min: 0, max: measure === 'left' || measure === 'top' ? 100 : 50 };
  };
  return (
    <div className="sheet-record">
      <SimpleGrid cols={2} spacing="sm">
        <Select
          size="md"
          label={t(($) => $.stickers.sheet.paper)}
          data={[...papers]}
          value={grid.paper}
          allowDeselect={false}
          onChange={(value) => onChange({ ...grid, paper: papers.find((known) => known === value) ?? ('A4' as Paper) })}
        />
        <span />
        {measures.map((measure) => (
          <NumberInput
            key={measure}
            size="md"
            label={t(($) => $.stickers.sheet[measure])}
            {...limits(measure)}
            clampBehavior="blur"
            decimalScale={measure === 'columns' || measure === 'rows' ? 0 : 2}
            step={measure === 'columns' || measure === 'rows' ? 1 : 0.5}
            value={grid[measure]}
            onChange={(value) => {
              const { min, max } = limits(measure);
              if (typeof value === 'number' && value >= min && value <= max) onChange({ ...grid, [measure]: value });
            }}
          />
        ))}
      </SimpleGrid>
    </div>
  );
}
