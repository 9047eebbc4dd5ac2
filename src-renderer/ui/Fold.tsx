import { type ReactNode, useState } from 'react';

interface FoldProps {
  readonly summary: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Something that is read only by who wants it. What is folded away is not there: nothing in it moves or is asked for. */
export function Fold({ summary, className, children }: FoldProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className={className}
      onToggle={(event) => {
        // A fold within a fold tells its own opening only.
        if (event.target === event.currentTarget) setOpened(event.currentTarget.open);
      }}
    >
      <summary>{summary}</summary>
      {opened && children}
    </details>
  );
}
