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
  failed: 'This could not be done on this computer.',
} as const;
