import { backup } from './backup.ts';

/** The page about this computer, in the desktop application. */
export const computer = {
  title: 'This computer',
  /** On the rail, which is narrow. */
  room: 'Computer',
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
  keys: {
    title: 'Protection of keys',
    hint: 'The private keys of the encrypted connection with staff devices are sealed. What opens them belongs in this computer’s key store.',
    protected: 'Protected',
    weak: 'Weakly protected',
    unprotected: 'No protection',
    locked: 'Locked',
    asking: 'Asking the key store…',
    backends: {
      keychain: 'Keychain',
      dpapi: 'Windows data protection',
      gnome_libsecret: 'the GNOME keyring (Secret Service)',
      kwallet: 'KWallet',
      kwallet5: 'KWallet',
      kwallet6: 'KWallet',
      basic_text: 'no keyring',
      unknown: 'an unknown keyring',
      file: 'a file',
    },
    explain: {
      asking: 'It may be asking for your password in a window of its own.',
      protected: 'Kept in {{backend}}. Only your account on this computer can open it.',
      weak: 'You accepted on {{date}} that the keys lie in a file. Whoever gets into your account on this computer, or takes the disk out, has them. As soon as there is a keyring they move into it by themselves.',
      unprotected:
        'This computer has no key store that protects anything, so no keys were made. Ordering works; staff devices on the network stay out. Install and unlock a keyring (GNOME Keyring or KWallet) and try again, or accept that keys lie in a file.',
      backend_changed:
        'The keys are in {{recorded}}, and this session uses {{backend}}. Sign in to the desktop session they were made in, then try again. Nothing was changed.',
      cannot_open:
        'The keys are in {{recorded}}, and it does not open them. Unlock it, then try again. Nothing was changed.',
      damaged:
        'What is kept does not open with this account. If the program’s folder was copied from another computer or account, start it there. Nothing was changed.',
      cannot_keep: 'A new key could not be written to the disk. Make some room, then try again.',
    },
    tryAgain: 'Try again',
    acceptWeak: 'Keep keys in a file…',
    withdrawWeak: 'Delete keys kept in a file…',
    makeNew: 'Make new keys…',
    makeNewHint: 'New keys mean that every staff device must trust a new certificate, as on the first day.',
  },
  screens: {
    title: 'Screens',
    hint: 'The kitchen’s tickets and the customer’s bill can have a display of their own. They are there again at the next start.',
    identify: 'Show the numbers',
    builtIn: 'Built-in display',
    display: 'Display {{number}}',
    main: 'Main',
    size: '{{width}} × {{height}}',
    single: 'When a second display is plugged in, it appears here.',
    show: { kitchen: 'Kitchen display', customer: 'Customer display' },
    showOn: {
      kitchen: 'Show the kitchen display on {{display}}',
      customer: 'Show the customer display on {{display}}',
    },
    close: { kitchen: 'Close kitchen', customer: 'Close customer' },
    closeOn: {
      kitchen: 'Close kitchen display on {{display}}',
      customer: 'Close customer display on {{display}}',
    },
    waiting: {
      kitchen: 'The kitchen display waits here: its own display is not plugged in. It goes back by itself.',
      customer: 'The customer display waits here: its own display is not plugged in. It goes back by itself.',
    },
  },
  kiosk: {
    title: 'Kiosk mode',
    lock: 'Lock the console on the whole display',
    lockHint: 'From the start, with nothing beside it. {{keys}} leaves and comes back.',
    leave: 'Leave until the next start',
    left: 'Left until the next start. {{keys}} comes back.',
  },
  paper: {
    title: 'Printing documents',
    hint: 'Sticker sheets and reports. Receipts and kitchen tickets have printers of their own.',
    printer: 'Printer',
    ask: 'Ask each time',
    gone: '{{printer}} (not there)',
    missing: 'This printer is not there. Until it is back, printing asks.',
    none: 'This computer knows no printer.',
    print: 'Print',
    printed: 'Handed to the printer.',
    askedInstead: 'The printer “{{printer}}” is not there, so you were asked. Choose another one under This computer.',
    ends: {
      unreadable: 'The document could not be opened. Make it again, or save it as PDF.',
      refused: 'The printer did not take it. Look whether it is on and has paper, or save it as PDF.',
      slow: 'It took too long and was given up. Look at the printer’s queue before you print again.',
      busy: 'Another document is still being printed.',
    },
  },
  backup,
  failed: 'This could not be done on this computer.',
} as const;
