import { type RelayFrame, relayLimits } from '#shared/relay/requests.ts';
import type { GuestMessage } from '../ordering/service.ts';

type Waiting = Omit<RelayFrame, 'streams' | 'data'> & { readonly json: string };

/**
 * Live events on their way to the cloud, one parcel at a time. While one is travelling the next gathers: a newer state of a
 * table takes the place of the older, and what goes to several phones alike goes once.
 */
export class Frames {
  readonly #post: (frames: RelayFrame[]) => Promise<void>;
  readonly #waiting = new Map<string, Map<RelayFrame['event'], Waiting>>();
  #travelling = false;

  /** `post` sends a parcel; when it fails the connection is given up, and streams begin anew with the next one. */
  constructor(post: (frames: RelayFrame[]) => Promise<void>) {
    this.#post = post;
  }

  send(stream: string, { event, id, json }: GuestMessage): void {
    this.#put(stream, { event, id, json });
  }

  /** Tells the cloud that a stream was let go of here. */
  end(stream: string): void {
    this.#put(stream, { event: 'end', id: '', json: 'null' });
  }

  forget(stream: string): void {
    this.#waiting.delete(stream);
  }

  clear(): void {
    this.#waiting.clear();
  }

  #put(stream: string, frame: Waiting): void {
    const frames = this.#waiting.get(stream) ?? new Map<RelayFrame['event'], Waiting>();
    // Sent last what happened last: a map keeps the place of a key that is set again.
    frames.delete(frame.event);
    frames.set(frame.event, frame);
    this.#waiting.set(stream, frames);
    if (!this.#travelling) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#travelling = true;
    try {
      // What is sent in one go becomes one parcel.
      await Promise.resolve();
      while (this.#waiting.size > 0) await this.#post(this.#take());
    } catch {
      this.#waiting.clear();
    } finally {
      this.#travelling = false;
    }
  }

  #take(): RelayFrame[] {
    const parcel = new Map<string, RelayFrame>();
    for (const [stream, frames] of this.#waiting) {
      const keys = [...frames.values()].map((frame) => `${frame.event} ${frame.id} ${frame.json}`);
      const isFull = parcel.size + keys.filter((key) => !parcel.has(key)).length > relayLimits.frames;
      if (isFull && parcel.size > 0) break;
      for (const [index, frame] of [...frames.values()].entries()) {
        const known = parcel.get(keys[index] ?? '');
        const { json, ...rest } = frame;
        if (known && known.streams.length < 1_000) known.streams.push(stream);
        else parcel.set(keys[index] ?? '', { ...rest, streams: [stream], data: JSON.parse(json) });
      }
      this.#waiting.delete(stream);
    }
    return [...parcel.values()];
  }
}
