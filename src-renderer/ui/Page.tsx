import type { ReactNode } from 'react';
import './office.css';

interface PageProps {
  readonly title: string;
  /** The page's one primary action and its companions, at the right of the head. */
  readonly actions?: ReactNode;
  /** Search and filters, under the title. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the office: its title and actions stay, its body scrolls. */
export function Page({ title, actions, tools, children }: PageProps) {
  return (
    <div className="page office">
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        {tools}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
