export const account = {
  title: 'My account',
  password: {
    title: 'Change my password',
    hint: 'Your other sessions end; this one stays.',
    current: 'Current password',
    submit: 'Change password',
    done: 'Your password is changed.',
  },
  pin: {
    hint: 'With a PIN you take over the counter in a second, without typing your password.',
  },
  sessions: {
    title: 'Where I am signed in',
    hint: 'End what you do not know or do not use any more.',
    current: 'This window',
    since: 'since {{time}}',
    seen: 'last use:',
    unknown: 'A program',
    end: 'End',
    ended: 'That session has ended.',
  },
  recovery: {
    title: 'Recovery code',
    hint: 'It lets an owner in again when the password is lost, without internet. Make a new one if the paper is lost; the old code stops working.',
    renew: 'Make a new recovery code',
    paper: 'Landing Desk — recovery code. Keep it where only the owner finds it.',
    once: 'This code is shown only now. Write it down or print it, and keep it away from this computer.',
    print: 'Print',
    written: 'I have written it down',
  },
} as const;
