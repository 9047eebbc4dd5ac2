import { Alert, Button, Drawer } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { SheetHead } from '../../ui/SheetHead.tsx';
import { openSheet, useWindow } from '../window.ts';
import { useApproval } from './approval/approval.ts';
import './action-sheet.css';

interface ActionSheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Absent for a sheet whose choices act by themselves. */
  readonly onSubmit?: () => void;
  readonly submitLabel?: string;
  readonly submitting?: boolean;
  readonly disabled?: boolean;
  /** Why the last attempt failed, in words. */
  readonly failure?: string | undefined;
}

/** A sheet over the receipt for one action on its bill, made for thumbs; its one button is always at the bottom. */
export function ActionSheet(props: ActionSheetProps) {
  const { title, onClose, children, onSubmit, submitLabel, submitting = false, disabled = false, failure } = props;
  const { t } = useTranslation();
  const asking = useApproval((state) => state.asking !== null);
  useEffect(() => {
    openSheet('action');
    return () => {
      if (useWindow.getState().sheet === 'action') openSheet(null);
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!disabled && !submitting) onSubmit?.();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(480px, 100%)"
      padding={0}
      withCloseButton={false}
      closeOnEscape={!asking}
      attributes={{ content: { 'aria-label': title } }}
      classNames={{ content: 'sheet', body: 'sheet-body' }}
    >
      <SheetHead title={title} onClose={onClose} />
      <form className="action" onSubmit={submit} noValidate>
        <div className="action-fields">{children}</div>
        <div className="action-foot">
          {failure && (
            <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert" fz="md">
              {failure}
            </Alert>
          )}
          {onSubmit && (
            <Button type="submit" h={60} fz={20} fullWidth loading={submitting} disabled={disabled}>
              {submitLabel ?? t(($) => $.common.save)}
            </Button>
          )}
        </div>
      </form>
    </Drawer>
  );
}
