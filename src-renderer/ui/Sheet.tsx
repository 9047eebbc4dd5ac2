import { Alert, Box, Button, Drawer } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { SheetHead } from './SheetHead.tsx';
import './office.css';

interface SheetProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Absent for a sheet that only shows something. */
  readonly onSubmit?: () => void;
  readonly submitLabel?: string;
  readonly submitting?: boolean;
  readonly disabled?: boolean;
  /** Why the last attempt failed, in words. */
  readonly failure?: string | undefined;
  /** Further actions, left of the primary one. */
  readonly extra?: ReactNode;
  readonly size?: number;
  readonly children: ReactNode;
}

/** A side sheet with fields that scroll and actions that stay. Ctrl/⌘-Enter saves from anywhere in it. */
export function Sheet({ opened, onClose, onSubmit, title, size = 560, children, failure, ...rest }: SheetProps) {
  const { t } = useTranslation();
  useEffect(() => {
    // Pages mount a sheet when it opens and unmount it to close it, so it gives the focus back itself.
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
      });
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!rest.disabled && !rest.submitting) onSubmit?.();
  };
  // A sheet without fields must still scroll by keyboard.
  const reading = onSubmit ? {} : ({ tabIndex: 0, role: 'region', 'aria-label': title } as const);
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="right"
      size={size}
      classNames={{ content: 'office sheet-content' }}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label={title} onKeyDownCapture={byKey}>
        <SheetHead title={title} onClose={onClose} />
        <form className="sheet-form" onSubmit={submit} noValidate>
          <Box className="sheet-fields" {...reading}>
            {children}
          </Box>
          {failure && (
            <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" mx={16} mb="sm">
              {failure}
            </Alert>
          )}
          {(onSubmit || rest.extra) && (
            <div className="sheet-foot">
              {rest.extra}
              {onSubmit && (
                <Button
                  type="submit"
                  size="md"
                  ml="auto"
                  loading={rest.submitting ?? false}
                  disabled={rest.disabled ?? false}
                >
                  {rest.submitLabel ?? t(($) => $.common.save)}
                </Button>
              )}
            </div>
          )}
        </form>
      </Drawer.Content>
    </Drawer.Root>
  );
}
