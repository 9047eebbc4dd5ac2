import type { ComponentType } from 'react';
import type { StateName } from './theme.ts';

interface StateChipProps {
  readonly state: StateName;
  readonly icon?: ComponentType<{ size?: number; stroke?: number }>;
  readonly children: string;
}

/** A state in colour, icon and word. */
export function StateChip({ state, icon: Icon, children }: StateChipProps) {
  return (
    <span className="state-chip" data-state={state}>
      {Icon && <Icon size={14} stroke={2} />}
      {children}
    </span>
  );
}
