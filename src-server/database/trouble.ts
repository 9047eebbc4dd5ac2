import { AppError } from '#shared/errors.ts';

/**
 * PostgreSQL's and the network's codes that pass by themselves (PostgreSQL, appendix A): 57P0x and 08 for a server that
 * ends or starts, 53 for one that is full, 57014 and 55P03 for our own limits, 40 for a transaction that lost a race,
 * 25006 for one that is a standby for the moment.
 */
const passing =
  /^(57P0[1-5]|08\w{3}|53\w{3}|57014|55P03|40001|40P01|25006|25P0[34]|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH)$/;
/** What the driver says when it has no connection to give, which has no code. */
const noConnection =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after/;
const retryAfterSeconds = 2;

/**
 * A failure of the database that is over soon, as an answer that asks to come again: 503 with Retry-After. Gives
 * undefined for everything else, e.g. a statement that is wrong.
 */
export function databaseTrouble(error: unknown): AppError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if ((typeof code === 'string' && passing.test(code)) || noConnection.test(cause.message))
      return new AppError('cloud_unavailable', {}, { retryAfter: retryAfterSeconds }, { cause: error });
  }
  return undefined;
}
