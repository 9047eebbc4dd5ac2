import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';
import type { Journal } from './journal.ts';
import { outboxFile } from './outbox-file.ts';

/** What waits to be sent and what the cloud refused, and what a person does about it. */
export class OutboxDesk {
  readonly #journal: Journal;
  readonly #again: () => void;
  readonly #changed: () => void;

  /** `again` is called when there is something to send, `changed` when only what is shown is different. */
  constructor(journal: Journal, { again, changed }: { again: () => void; changed: () => void }) {
    this.#journal = journal;
    this.#again = again;
    this.#changed = changed;
  }

  list(actor: Actor, { after, limit }: { after: number; limit: number }): OutboxEntry[] {
    requirePermission(actor, 'enterprise', 'read');
    return this.#journal.entries(after, limit);
  }

  /** Sends a rejected change again. Throws AppError record_missing. */
  async retry(actor: Actor, seq: number): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    await this.#journal.retry(seq);
    this.#again();
  }

  /** Gives a rejected change up. Throws AppError record_missing. */
  async discard(actor: Actor, seq: number): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    await this.#journal.discard(seq);
    this.#changed();
  }

  async export(actor: Actor, format: 'csv' | 'json'): Promise<{ name: string; type: string; text: string }> {
    requirePermission(actor, 'enterprise', 'update');
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json';
    return { name: `outbox.${format}`, type, text: await outboxFile(this.#journal, format) };
  }
}
