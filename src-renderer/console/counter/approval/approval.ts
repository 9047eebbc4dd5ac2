import { create } from 'zustand';
import { isRefusal, problemOf } from '../../api.ts';

/** Somebody with the right to approve, who typed their PIN. */
export interface Approval {
  readonly userId: string;
  readonly pin: string;
}

/** The person at the counter put the request away instead of fetching a second person. */
export class ApprovalDeclined extends Error {}

interface Asking {
  /** What is to be approved, in words. */
  readonly what: string;
  /** Sends the request again with an approval; throws what the second person can still mend. */
  readonly approve: (approval: Approval) => Promise<void>;
  readonly decline: () => void;
}

/** What waits for a second person; one thing at a time. */
export const useApproval = create<{ readonly asking: Asking | null }>(() => ({ asking: null }));

const mendable: ReadonlySet<string> = new Set(['pin_wrong', 'pin_not_set', 'locked_out', 'approver_unfit']);

/** Whether an error is about the second person, or no answer at all: typing again may help. */
function canBeMended(error: unknown): boolean {
  return !isRefusal(error) || mendable.has(problemOf(error)?.code ?? '');
}

/**
 * Sends a request and, when the landing says that it is beyond this person's limit, asks for a second person and sends
 * the same request again with their PIN. `send` must repeat the request under the same idempotency key. Rejects with
 * ApprovalDeclined when nobody approves.
 */
export async function withApproval<T>(what: string, send: (approval: Approval | undefined) => Promise<T>): Promise<T> {
  try {
    return await send(undefined);
  } catch (error) {
    if (problemOf(error)?.code !== 'approval_required') throw error;
  }
  useApproval.getState().asking?.decline();
  return new Promise<T>((resolve, reject) => {
    const end = () => useApproval.setState({ asking: null });
    const approve = async (approval: Approval) => {
      try {
        const answer = await send(approval);
        end();
        resolve(answer);
      } catch (error) {
        if (canBeMended(error)) throw error;
        end();
        reject(error);
      }
    };
    const decline = () => {
      end();
      reject(new ApprovalDeclined());
    };
    useApproval.setState({ asking: { what, approve, decline } });
  });
}
