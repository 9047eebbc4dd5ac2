import { type ReactNode, useState } from 'react';
import { ActionSheet } from '../ActionSheet.tsx';
import { ReasonField, type ReasonFor } from '../ReasonField.tsx';

/** An action that needs nothing but a reason. */
export function ReasonSheet({
  title,
  reasonFor,
  submitLabel,
  submitting,
  failure,
  onClose,
  onSubmit,
  children,
}: {
  title: string;
  reasonFor: ReasonFor;
  submitLabel: string;
  submitting: boolean;
  failure: string | undefined;
  onClose: () => void;
  onSubmit: (reason: string) => void;
  children?: ReactNode;
}) {
  const [reason, setReason] = useState('');
  return (
    <ActionSheet
      title={title}
      onClose={onClose}
      onSubmit={() => onSubmit(reason.trim())}
      submitLabel={submitLabel}
      submitting={submitting}
      disabled={reason.trim() === ''}
      failure={failure}
    >
      {children}
      <ReasonField reasonFor={reasonFor} value={reason} onChange={setReason} />
    </ActionSheet>
  );
}
