/** The page about this computer, in the desktop application. */
export const computer = {
  title: 'This computer',
  behaviour: {
    title: 'Starting and closing',
    hint: 'For this computer only.',
    openAtLogin: 'Start with the computer',
    openAtLoginHint: 'Ordering is there as soon as this person has signed in to the computer.',
    keepInTray: 'Keep ordering when the window is closed',
    keepInTrayHint: 'Phones can go on ordering. An icon beside the clock opens the window again.',
  },
  backup: {
    title: 'Backup',
    hint: 'Everything of the shop in one file: menu, pictures, orders, people, settings. Keep it on another disk or computer, and keep it to yourself.',
    none: 'No backup has been made on this computer yet.',
    last: 'Last backup: {{date}}, {{size}}',
    make: 'Make a backup now…',
    download: 'Download the last one',
    failed: 'The backup was not made',
    steps: {
      copying: 'Copying the database. Ordering goes on.',
      checking: 'Checking the copy. Ordering goes on.',
      packing: 'Packing. Ordering goes on.',
    },
    restore:
      'A backup is restored in safe mode, with ordering stopped. It is checked completely first, and what is there now is kept and can be brought back.',
    restoreThere:
      'A backup is restored on the main computer, in safe mode: it is checked completely first, and what is there now is kept. See File → Start in Safe Mode there.',
    safeMode: 'Open safe mode…',
  },
  failed: 'This could not be done on this computer.',
} as const;
