const decoders = new Map<string, TextDecoder | undefined>();

function decoder(charset: string, fatal: boolean): TextDecoder | undefined {
  const key = `${charset}:${fatal}`;
  if (!decoders.has(key)) {
    try {
      decoders.set(key, new TextDecoder(charset, { fatal }));
    } catch {
      decoders.set(key, undefined);
    }
  }
  return decoders.get(key);
}

/**
 * Text of a contact card: in the character set it names (WHATWG Encoding Standard, which knows GBK and Big5), else
 * UTF-8 where it is valid, else GB 18030, which old Chinese telephones write without saying so.
 */
export function decodeCardText(bytes: Uint8Array, charset: string | undefined): string {
  const named = charset === undefined ? undefined : decoder(charset.toLowerCase(), false);
  if (named) return named.decode(bytes);
  try {
    return decoder('utf-8', true)?.decode(bytes) ?? '';
  } catch {
    return decoder('gb18030', false)?.decode(bytes) ?? '';
  }
}
