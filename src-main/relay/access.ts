/** How this landing reaches its cloud. */
export interface CloudAccess {
  /** The cloud's address, e.g. https://cloud.example. */
  readonly address: string;
  /** The device's bearer credential (RFC 6750). */
  readonly credential: string;
}

/** Who knows how the cloud is reached, and says when that changes. */
export interface CloudAccessSource {
  /** Undefined while the landing is not connected to a cloud. */
  current(): CloudAccess | undefined;
  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void;
}
