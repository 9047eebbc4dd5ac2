export const elsewhere = {
  label: 'Counters',
  here: 'This counter',
  nameless: 'Counter …{{id}}',
  title: 'Counter {{name}}',
  connected: 'Connected',
  heard: 'Last heard:',
  away: {
    short: 'Away',
    detail:
      '“{{name}}” has no connection now. You see what was last heard from it; nothing can be asked of it until it is back.',
  },
  offline: {
    short: 'No internet here',
    detail:
      'This computer does not reach the cloud. You see what was last heard from “{{name}}”; nothing can be asked of it now.',
  },
  unknown:
    'Not known yet: “{{name}}” has not answered. It is asked on; what it has not done within a minute it does not do any more.',
  kitchen: 'In the kitchen',
  ready: 'Ready',
  serve: 'Served',
  readyOrder: 'Order {{number}} is ready',
  serveOrder: 'Order {{number}} is served',
  open_one: '{{count}} open bill',
  open_other: '{{count}} open bills',
  look: 'Its dishes are shown here, and orders can be added to it.',
  money: 'Payments and bills are settled at “{{name}}”, where the money drawer is.',
} as const;
