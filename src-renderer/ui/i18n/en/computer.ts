/** The page about this computer, in the desktop application. */
export const computer = {
  title: 'This computer',
  behaviour: {
    title: 'Running on this computer',
    hint: 'For this computer only.',
    openAtLogin: 'Start with the computer',
    openAtLoginHint: 'Ordering is there as soon as this person has signed in to the computer.',
    openAtLoginNeedsApproval:
      'Asked for, but not allowed yet: open System Settings, General, Login Items, and switch Landing Desk on there.',
    openAtLoginUnavailable: 'Only the installed application can start with the computer.',
    openAtLoginFailed: 'The computer did not accept the change, so nothing was changed.',
    keepInTray: 'Keep ordering when the window is closed',
    keepInTrayHint: 'Phones can go on ordering. An icon beside the clock opens the window again.',
    keepInTrayLinux: 'Where the desktop shows no such icons, closing the window ends ordering.',
    notifications: 'Tell me when something waits',
    notificationsHint:
      'New orders, calls and trouble appear as a notification while you work in another program. They name no guest.',
    keepScreenAwake: 'Keep the screen on while phones can order',
    keepScreenAwakeHint:
      'For screens that are only looked at. The computer itself does not fall asleep while a shift is open or orders are under way.',
  },
  failed: 'This could not be done on this computer.',
} as const;
