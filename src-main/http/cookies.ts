/**
 * The names of a landing's cookies. Browsers keep cookies by host and not by port, so each landing's carry its own tag:
 * two landings on one computer do not sign each other's people out. Over HTTPS they are `__Host-` cookies, which
 * nothing but this very host can set (RFC 6265bis §4.1.3.2).
 */
export function cookieNames(tag: string, secure: boolean): { readonly session: string; readonly device: string } {
  const prefix = secure ? '__Host-' : '';
  return { session: `${prefix}landing-session-${tag}`, device: `${prefix}landing-device-${tag}` };
}
