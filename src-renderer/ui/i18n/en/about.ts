/** The page about the product. */
export const about = {
  title: 'About Landing Desk',
  version: 'Version {{version}}',
  details: 'Versions and places',
  detailsHint: 'Whoever helps you will ask for these. There is nothing secret in them.',
  electron: 'Electron',
  chromium: 'Chromium',
  node: 'Node.js',
  system: 'Computer',
  data: 'Data',
  logs: 'Logs',
  console: 'This console',
  guests: 'Phones',
  none: 'none yet',
  copy: 'Copy details',
  copied: 'The details were copied.',
  report: {
    title: 'Report for support',
    contains:
      'One text file with the versions, the folders and network addresses, whether everything runs, free disk space, the switches of this computer and the newest lines of the logs.',
    leavesOut:
      'Orders, takings, guests, staff and the database are not in it. Passwords, PINs, tokens, table codes, keys, e-mail addresses and telephone numbers are taken out. A name inside a sentence cannot be recognised, so read the file before you pass it on.',
    save: 'Save the report…',
    saved: 'Saved as {{name}}.',
  },
  licences: {
    title: 'Licences',
    hint_one: 'Landing Desk ships {{count}} piece of software by others, under these licences.',
    hint_other: 'Landing Desk ships {{count}} pieces of software by others, under these licences.',
    chromium: 'Those of Chromium’s own parts lie beside the installed program, in LICENSES.chromium.html.',
    search: 'Name or licence',
    notFound: 'Nothing by that name ships.',
  },
  open: 'About and licences',
} as const;
