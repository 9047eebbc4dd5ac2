import type { CollectionCard } from '#shared/bench/collection.ts';

/** A card that has just come up takes no press for so long: the second half of a double press was meant for another. */
export const armingMs = 600;

/** What a card asks: while this stays the same, it is the same question to the same person. */
export const cardKey = ({ port, step, operation }: CollectionCard): string =>
  [port, step, operation?.opId, operation?.customerCode].join('|');

/** Whether the card's next step is a person's. */
export const needsPerson = ({ step }: CollectionCard): boolean => step === 'confirm' || step === 'approve';

/** What stands in front of the technician. */
export interface FrontNow {
  /** The port in front; null shows all of them. */
  readonly port: string | null;
  /** Whether it takes a press already. */
  readonly armed: boolean;
  /** Whether a person was answered for it and the computer has not said what came of it. */
  readonly answered: boolean;
  /** Other ports that wait for a person, in the order they come up in. */
  readonly waiting: readonly string[];
}

/**
 * Which card is in front. One that needs a person stays until it is answered; then the next comes up by itself, those to
 * be confirmed before those that want a second person. A port that was chosen stays in front until its own card goes on.
 */
export class Front {
  #cards: readonly CollectionCard[] = [];
  #port: string | null = null;
  /** A person chose the port, so that it may stay without a card. */
  #chosen = false;
  /** Questions that were answered, and failures that were looked at. */
  readonly #answered = new Set<string>();
  #key = '';
  #armed = false;
  #arming: ReturnType<typeof setTimeout> | undefined;
  #now: FrontNow = { port: null, armed: false, answered: false, waiting: [] };
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#arming);
    };
  };

  readonly now = (): FrontNow => this.#now;

  /** The cards as the computer tells them now. */
  show(cards: readonly CollectionCard[]): void {
    this.#cards = cards;
    const keys = new Set(cards.map(cardKey));
    for (const key of this.#answered) if (!keys.has(key)) this.#answered.delete(key);
    this.#settle();
  }

  /** A person wants this port. Choosing another one means that a failure in front was seen. */
  choose(port: string | null): void {
    const card = this.#card(this.#port);
    if (card?.step === 'failed' && this.#port !== port) this.#answered.add(cardKey(card));
    this.#port = port;
    this.#chosen = port !== null;
    this.#settle();
  }

  /** A person answered the question on the card; gives the way back when that came to nothing. */
  answer(card: CollectionCard): () => void {
    const key = cardKey(card);
    this.#answered.add(key);
    this.#settle();
    return () => {
      this.#answered.delete(key);
      this.#settle();
    };
  }

  /** Something lay over the card: it is new to whoever looks at it again. */
  rearm(): void {
    this.#key = '';
    this.#settle();
  }

  #card(port: string | null): CollectionCard | undefined {
    return this.#cards.find((card) => card.port === port);
  }

  #isOpen(card: CollectionCard): boolean {
    return !this.#answered.has(cardKey(card));
  }

  #next(): string | null {
    const own = this.#card(this.#port);
    const open = this.#cards.filter((card) => this.#isOpen(card)).toSorted((a, b) => a.since - b.since);
    const confirms = open.filter(({ step }) => step === 'confirm');
    const approvals = open.filter(({ step }) => step === 'approve');
    if (own === undefined && this.#chosen) return this.#port;
    if (own && this.#isOpen(own)) {
      if (own.step === 'confirm' || own.step === 'failed') return own.port;
      // Whoever has to fetch a second person goes on with the other terminals meanwhile.
      if (own.step === 'approve' && (this.#chosen || confirms.length === 0)) return own.port;
    }
    const failed = open.findLast(({ step }) => step === 'failed');
    const next = confirms[0] ?? approvals[0] ?? failed ?? own ?? this.#cards.toSorted((a, b) => b.since - a.since)[0];
    return next?.port ?? null;
  }

  #settle(): void {
    const port = this.#next();
    const card = this.#card(port);
    if (port !== this.#port || (card && card.step !== 'approve')) this.#chosen = card === undefined && this.#chosen;
    this.#port = port;
    const key = card ? cardKey(card) : `${port}`;
    if (key !== this.#key) this.#arm(key);
    const others = this.#cards
      .filter((other) => other.port !== port && needsPerson(other) && this.#isOpen(other))
      .toSorted((a, b) => a.since - b.since);
    this.#tell({
      port,
      armed: this.#armed,
      answered: card !== undefined && !this.#isOpen(card),
      waiting: others.map((other) => other.port),
    });
  }

  #arm(key: string): void {
    this.#key = key;
    this.#armed = false;
    clearTimeout(this.#arming);
    this.#arming = setTimeout(() => {
      this.#armed = true;
      this.#tell({ ...this.#now, armed: true });
    }, armingMs);
  }

  #tell(now: FrontNow): void {
    this.#now = now;
    for (const listener of this.#listeners) listener();
  }
}
