import { Button, ColorInput, Group, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalizedText } from '#shared/languages.ts';
import { printableColour } from '#shared/printing/colour.ts';
import type { StickerSettings } from '#shared/printing/sticker-entities.ts';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import type { StickersData } from './job.ts';
import { uploadLogo } from './logo.ts';
import { type StickerDraft, useRefreshStickers } from './useStickers.ts';

const swatches = ['#0b5b5b', '#1f1d1a', '#1a4688', '#7a1f3d', '#8a4b08', '#14592c', '#5b2a86', '#a3271f'];
const captionLength = 40;

interface LookSectionProps {
  readonly data: StickersData;
  readonly draft: StickerDraft;
}

/** Colour, lines, logo, and what areas have of their own. */
export function LookSection({ data, draft }: LookSectionProps) {
  const { t } = useTranslation();
  const { settings, change } = draft;
  const areas = [...new Set(data.tables.map(({ area }) => area))].filter((area) => area !== '');
  return (
    <section className="panel panel-section" aria-labelledby="stickers-look">
      <h2 id="stickers-look" className="section-title">
        {t(($) => $.stickers.look.title)}
      </h2>
      <Stack gap="md" mt="sm">
        <ColourField
          label={t(($) => $.stickers.look.colour)}
          value={settings.colour}
          onChange={(colour) => change({ colour })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <CaptionFields
            labels={[t(($) => $.stickers.look.captionZh), t(($) => $.stickers.look.captionEn)]}
            caption={settings.caption}
            onChange={(caption) => change({ caption })}
          />
        </SimpleGrid>
        <LogoField logo={data.logo?.picture} />
        {areas.length > 0 && (
          <Stack gap="xs">
            <Text size="md" fw={600}>
              {t(($) => $.stickers.look.areas)}
            </Text>
            {areas.map((area) => (
              <AreaFields key={area} area={area} draft={draft} />
            ))}
          </Stack>
        )}
      </Stack>
    </section>
  );
}

interface ColourFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (colour: string) => void;
}

function ColourField({ label, value, onChange }: ColourFieldProps) {
  const { t } = useTranslation();
  const { colour, darkened } = printableColour(value);
  return (
    <ColorInput
      size="md"
      label={label}
      format="hex"
      swatches={swatches}
      withEyeDropper={false}
      value={value}
      description={darkened ? t(($) => $.stickers.look.darkened, { colour }) : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      popoverProps={{ withinPortal: true }}
      onChange={(typed) => /^#[0-9a-f]{6}$/i.test(typed) && onChange(typed.toLowerCase())}
    />
  );
}

interface CaptionFieldsProps {
  readonly labels: readonly [zh: string, en: string];
  readonly caption: LocalizedText;
  readonly onChange: (caption: StickerSettings['caption']) => void;
}

function CaptionFields({ labels, caption, onChange }: CaptionFieldsProps) {
  const { t } = useTranslation();
  return (['zh-CN', 'en'] as const).map((language, index) => (
    <TextInput
      key={language}
      size="md"
      label={labels[index]}
      lang={language}
      placeholder={t(($) => $.stickers.look.captionExample, { lng: language })}
      maxLength={captionLength}
      value={caption[language] ?? ''}
      onChange={(event) => onChange({ ...caption, [language]: event.currentTarget.value })}
    />
  ));
}

function LogoField({ logo }: { logo: string | undefined }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({ mutationFn: uploadLogo, onSettled: refresh, onError: noticeError });
  const remove = useMutation(trpc.stickers.removeLogo.mutationOptions({ onSettled: refresh, onError: noticeError }));
  return (
    <div>
      <Text size="md" fw={600} mb={4}>
        {t(($) => $.stickers.look.logo)}
      </Text>
      <Group gap="sm">
        {logo && <img className="logo-picture" src={logo} alt={t(($) => $.stickers.look.logo)} />}
        <Button variant="default" size="md" loading={upload.isPending} onClick={() => input.current?.click()}>
          {t(($) => $.stickers.look.logoChoose)}
        </Button>
        {logo && (
          <Button variant="subtle" size="md" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t(($) => $.stickers.look.logoRemove)}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg"
          aria-label={t(($) => $.stickers.look.logo)}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) upload.mutate(file);
            event.currentTarget.value = '';
          }}
        />
      </Group>
      <Text className="hint" mt={6}>
        {t(($) => $.stickers.look.logoHint)}
      </Text>
    </div>
  );
}

function AreaFields({ area, draft }: { area: string; draft: StickerDraft }) {
  const { t } = useTranslation();
  const { settings, change } = draft;
  const own = settings.areas.find((style) => style.area === area);
  const others = settings.areas.filter((style) => style.area !== area);
  const set = (part: Partial<StickerSettings['areas'][number]>) =>
    change({ areas: [...others, { area, colour: null, caption: null, ...own, ...part }] });
  return (
    <div className="sheet-record">
      <Switch
        size="md"
        className="touch-switch"
        label={t(($) => $.stickers.look.areaOwn, { area })}
        checked={own !== undefined}
        onChange={(event) =>
          event.currentTarget.checked
            ? set({ colour: settings.colour, caption: settings.caption })
            : change({ areas: others })
        }
      />
      {own && (
        <Stack gap="sm" mt="xs">
          <ColourField
            label={t(($) => $.stickers.look.colourOf, { area })}
            value={own.colour ?? settings.colour}
            onChange={(colour) => set({ colour })}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <CaptionFields
              labels={[
                t(($) => $.stickers.look.captionZhOf, { area }),
                t(($) => $.stickers.look.captionEnOf, { area }),
              ]}
              caption={own.caption ?? settings.caption}
              onChange={(caption) => set({ caption })}
            />
          </SimpleGrid>
        </Stack>
      )}
    </div>
  );
}
