/** One event of an event stream (WHATWG HTML, §9.2 Server-sent events). */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

/**
 * Reads an event stream from text that arrives in arbitrary pieces. `EventSource` cannot send the session token, so
 * the stream is read with fetch and parsed here, by the rules of WHATWG HTML §9.2.6.
 */
export function createSseParser(onEvent: (event: StreamEvent) => void): (chunk: string) => void {
  let rest = '';
  let atStart = true;
  let type = '';
  let data: string[] = [];
  let id = '';

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onEvent({ type: type || 'message', data: data.join('\n'), id });
      type = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return (chunk) => {
    rest += chunk;
    if (atStart && rest !== '') {
      atStart = false;
      if (rest.startsWith('\uFEFF')) rest = rest.slice(1);
    }
    // A carriage return at the very end may be the first half of CR LF: wait for what follows.
    let end = rest.search(/\r\n|\n|\r(?!$)/);
    while (end >= 0) {
      line(rest.slice(0, end));
      rest = rest.slice(end + (rest.startsWith('\r\n', end) ? 2 : 1));
      end = rest.search(/\r\n|\n|\r(?!$)/);
    }
  };
}
