/** One Server-Sent Event. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads an event stream; each `next` waits for one more event of the wanted kind. */
export class EventReader {
  readonly #abort = new AbortController();
  readonly #events: ServerEvent[] = [];
  #wake = () => {};
  #ended = false;
  readonly response: Response;

  private constructor(response: Response) {
    this.response = response;
    void this.#read();
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    const reader = new EventReader(response);
    reader.#abort.signal.addEventListener('abort', () => abort.abort());
    return reader;
  }

  /** The next event (of a kind); rejects when the stream ends without one. */
  async next(kind?: string): Promise<ServerEvent> {
    for (;;) {
      const index = this.#events.findIndex((event) => kind === undefined || event.event === kind);
      const [found] = index >= 0 ? this.#events.splice(0, index + 1).slice(-1) : [];
      if (found) return found;
      if (this.#ended) throw new Error(`the stream ended before an event ${kind ?? ''}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves when the other side ends the stream. */
  async ended(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    let text = '';
    try {
      const decoder = new TextDecoder();
      for await (const chunk of this.response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
        this.#wake();
      }
    } catch {
      // Closed by us.
    }
    this.#ended = true;
    this.#wake();
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const at = line.indexOf(':');
      if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trimStart());
    }
    const data = fields.get('data');
    if (data === undefined) return;
    this.#events.push({
      id: fields.get('id') ?? '',
      event: fields.get('event') ?? 'message',
      data: data ? JSON.parse(data) : null,
    });
  }
}
