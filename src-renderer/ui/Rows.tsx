import type { ReactNode } from 'react';

interface RowsProps {
  /** What each column holds; one of actions is named for who hears the screen only. */
  readonly heads: readonly (string | { readonly hidden: string })[];
  readonly className?: string;
  /** The rows, as `tr`s. */
  readonly children: ReactNode;
}

/** A table of the office in its frame. */
export function Rows({ heads, className, children }: RowsProps) {
  return (
    <div className="rows-frame">
      <table className={className ? `rows ${className}` : 'rows'}>
        <thead>
          <tr>
            {heads.map((head) =>
              typeof head === 'string' ? (
                <th key={head} scope="col">
                  {head}
                </th>
              ) : (
                <th key={head.hidden} scope="col">
                  <span className="visually-hidden">{head.hidden}</span>
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
