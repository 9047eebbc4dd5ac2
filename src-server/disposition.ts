/**
 * A Content-Disposition header (RFC 6266) for a file with any name: a plain one for old readers and the whole one in
 * UTF-8 (RFC 8187). Nothing of the name can end the value or the header.
 */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
