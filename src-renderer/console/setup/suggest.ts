import type { Language } from '#shared/languages.ts';

/** A few digits that make a suggested enterprise id unlikely to be taken. */
export function codeSuffix(): string {
  return String(1000 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 9000));
}

/**
 * An enterprise id for a name: its Latin letters and digits, lower case, joined by dashes ("Café Olé" → "cafe-ole").
 * A name without any, such as a Chinese one, gives "shop-" and the suffix.
 */
export function suggestEnterpriseCode(name: string, suffix: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/['’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '');
  return plain.length >= 2 && /[a-z]/.test(plain) ? plain : `shop-${suffix}`;
}

/** Currencies of the places whose time zones are not all of one country's rule of thumb. */
const currencyOfZone: Readonly<Record<string, string>> = {
  'Asia/Shanghai': 'CNY',
  'Asia/Chongqing': 'CNY',
  'Asia/Urumqi': 'CNY',
  'Asia/Hong_Kong': 'HKD',
  'Asia/Macau': 'MOP',
  'Asia/Taipei': 'TWD',
  'Asia/Tokyo': 'JPY',
  'Asia/Seoul': 'KRW',
  'Asia/Singapore': 'SGD',
  'Asia/Kuala_Lumpur': 'MYR',
  'Asia/Bangkok': 'THB',
  'Asia/Ho_Chi_Minh': 'VND',
  'Asia/Saigon': 'VND',
  'Asia/Jakarta': 'IDR',
  'Asia/Manila': 'PHP',
  'Asia/Phnom_Penh': 'KHR',
  'Asia/Vientiane': 'LAK',
  'Asia/Yangon': 'MMK',
  'Asia/Kolkata': 'INR',
  'Asia/Calcutta': 'INR',
  'Asia/Colombo': 'LKR',
  'Asia/Kathmandu': 'NPR',
  'Asia/Kuwait': 'KWD',
  'Europe/London': 'GBP',
  'Europe/Zurich': 'CHF',
  'Pacific/Auckland': 'NZD',
};

const euroZones =
  /^Europe\/(Amsterdam|Athens|Berlin|Bratislava|Brussels|Dublin|Helsinki|Lisbon|Ljubljana|Luxembourg|Madrid|Malta|Paris|Riga|Rome|Tallinn|Vienna|Vilnius|Zagreb)$/;

/** The currency a house in a time zone most likely works in; a guess to begin with. */
export function guessCurrency(timeZone: string, language: Language): string {
  const known = currencyOfZone[timeZone];
  if (known) return known;
  if (euroZones.test(timeZone)) return 'EUR';
  if (timeZone.startsWith('Australia/')) return 'AUD';
  return language === 'zh-CN' ? 'CNY' : 'USD';
}
