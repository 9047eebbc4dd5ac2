import { Button, FileButton, Group, Loader, Stack, Text } from '@mantine/core';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureTypes } from '#shared/ordering/pictures.ts';
import { sendFile } from '../api.ts';
import { describeError } from '../notices.tsx';
import { DishPicture } from './DishPicture.tsx';

interface PictureFieldProps {
  readonly name: string;
  readonly picture: string | null;
  readonly onChange: (picture: string | null) => void;
}

const isPicture = (type: string) => pictureTypes.some((known) => known === type);

/** The picture of a dish: chosen, dropped or pasted; the landing sizes it at once, the dish shows it when it is saved. */
export function PictureField({ name, picture, onChange }: PictureFieldProps) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const upload = useMutation({
    mutationFn: (file: File) => sendFile<{ id: string }>('/uploads/pictures', file, file.type),
    onSuccess: ({ id }) => onChange(id),
    onError: (error) => setRefused(describeError(error)),
  });
  const take = (files: Iterable<File>) => {
    const [file] = files;
    if (!file) return;
    setRefused(isPicture(file.type) ? null : t(($) => $.menu.picture.wrongType));
    if (isPicture(file.type)) upload.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files].filter(({ type }) => isPicture(type));
    if (files.length > 0) take(files);
  };
  return (
    <fieldset
      className="picture-field"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onPaste={paste}
    >
      <legend className="visually-hidden">{t(($) => $.menu.picture.title)}</legend>
      <div className="picture-frame">
        {upload.isPending ? (
          <Loader size="sm" aria-label={t(($) => $.menu.picture.sending)} />
        ) : picture ? (
          <DishPicture key={picture} picture={picture} size="large" alt={t(($) => $.menu.picture.alt, { name })} />
        ) : (
          <IconPhotoPlus size={36} stroke={1.3} aria-hidden />
        )}
      </div>
      <Stack gap="xs">
        <Group gap="xs">
          <FileButton accept={pictureTypes.join(',')} onChange={(file) => file && take([file])}>
            {(props) => (
              <Button {...props} variant="default" size="md" leftSection={<IconPhotoPlus size={18} />}>
                {picture ? t(($) => $.menu.picture.replace) : t(($) => $.menu.picture.add)}
              </Button>
            )}
          </FileButton>
          {picture && (
            <Button
              variant="subtle"
              color="done"
              size="md"
              leftSection={<IconTrash size={18} />}
              onClick={() => onChange(null)}
            >
              {t(($) => $.menu.picture.remove)}
            </Button>
          )}
        </Group>
        <Text className="hint">{t(($) => $.menu.picture.hint)}</Text>
        <Text c="var(--trouble-ink)" size="md" aria-live="polite">
          {refused}
        </Text>
      </Stack>
    </fieldset>
  );
}
