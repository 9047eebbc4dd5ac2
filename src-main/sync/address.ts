/** A host that is this computer itself, where plain HTTP cannot be read by anybody else. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What reading a typed address gave: the address to use, or why not. */
export type CloudAddress =
  | { readonly address: string; readonly problem?: undefined }
  | { readonly address?: undefined; readonly problem: 'cloud_address_invalid' | 'cloud_address_insecure' };

/**
 * Reads the cloud's address as a person types it: `https` is added where no scheme is given, a slash at the end goes.
 * Plain HTTP is for this computer itself only, because the credential travels with every request.
 */
export function readCloudAddress(typed: string): CloudAddress {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || text.length > 300 || !URL.canParse(withScheme)) return { problem: 'cloud_address_invalid' };
  const { protocol, hostname, host, pathname, username, password, search, hash } = new URL(withScheme);
  const plain = username === '' && password === '' && search === '' && hash === '';
  if (!plain || hostname === '' || !/^https?:$/.test(protocol)) return { problem: 'cloud_address_invalid' };
  if (protocol === 'http:' && !isLoopback(hostname)) return { problem: 'cloud_address_insecure' };
  return { address: `${protocol}//${host}${pathname.replace(/\/+$/, '')}` };
}
