import type { IconProps } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import type { StateName } from './theme.ts';

interface StateHeadProps {
  /** Names the heading, so that a section can be named by it. */
  readonly id: string;
  /** Absent where there is nothing to show at a glance. */
  readonly icon?: ComponentType<IconProps> | undefined;
  readonly state?: StateName | undefined;
  readonly title: ReactNode;
  readonly detail: ReactNode;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** The head of a card that tells how something stands: a sign in the colour of its state, the state in words. */
export function StateHead({ id, icon: Icon, state, title, detail, children }: StateHeadProps) {
  return (
    <div className="state-head">
      {Icon && (
        <Icon size={32} stroke={1.5} className="state-ink" {...(state && { 'data-state': state })} aria-hidden />
      )}
      <div>
        <h2 className="state-title" id={id}>
          {title}
        </h2>
        {detail}
      </div>
      {children}
    </div>
  );
}
