import type { ReactNode } from 'react';
import './facts.css';

type Fact = readonly [name: string, value: ReactNode];

interface FactsProps {
  /** In their order; what is not known is left out. */
  readonly facts: readonly (Fact | null)[];
  /** Figures to be read from afar. */
  readonly large?: boolean;
}

/** What is known of something: names and values. */
export function Facts({ facts, large = false }: FactsProps) {
  const known = facts.filter((fact) => fact !== null);
  if (known.length === 0) return null;
  return (
    <dl className="known" data-large={large || undefined}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
