import { cpus, totalmem } from 'node:os';

/** One measured figure, beside its floor where it has one. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without the product around it, measured in the same run. */
  readonly floor?: { readonly what: string; readonly value: number };
  readonly ratio?: number;
  readonly goal?: string;
  readonly met?: boolean;
  readonly notes?: Readonly<Record<string, unknown>>;
}

const round = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

/** Prints a figure as one JSON line. */
export function report(figure: Figure): void {
  const { floor } = figure;
  const line = {
    ...figure,
    value: round(figure.value),
    ...(floor
      ? { floor: { ...floor, value: round(floor.value) }, ratio: round(figure.ratio ?? figure.value / floor.value) }
      : {}),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Prints what the figures were measured on. */
export function reportMachine(): void {
  const [cpu] = cpus();
  process.stdout.write(
    `${JSON.stringify({
      machine: cpu?.model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform}-${process.arch}`,
      node: process.version,
      at: new Date().toISOString(),
    })}\n`,
  );
}

/** The value below which a share of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
