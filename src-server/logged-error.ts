import pino from 'pino';

/**
 * An error as it stands in the log. Drizzle writes the values of a query that failed into its message, its stack and a
 * field, and these are what people typed: only the query stays.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { params: _params, ...rest } = pino.stdSerializers.err(error) as unknown as Record<string, unknown>;
  const told = Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === 'string' ? withoutValues(value) : value,
  ]);
  const cause = error.cause instanceof Error ? { cause: withoutValues(error.cause.message) } : {};
  return { ...Object.fromEntries(told), ...cause };
}

/** A message or stack without the list of values that follows a query; what stood in the way comes after it. */
function withoutValues(text: string): string {
  return text.replace(/\bparams: (?:(?!\n {4}at |\ncaused by: )[\s\S])*/g, 'params: [removed]');
}
