/** What a picture may be to be taken in: 15 MB, 64 megapixels (the largest of today's phones), 16,384 pixels a side. */
export const pictureLimits = { bytes: 15_000_000, pixels: 64_000_000, side: 16_384 } as const;

/** Formats a picture may be sent in. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/**
 * Where a picture is served. Its id is the first 128 bits of the SHA-256 of its large file, in hexadecimal, so its content
 * never changes under an address.
 */
export function pictureUrl(id: string, size: 'small' | 'large'): string {
  return `/api/v1/guest/pictures/${id}${size === 'small' ? '-s' : ''}.webp`;
}
