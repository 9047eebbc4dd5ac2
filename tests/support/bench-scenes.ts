import type { Page } from '@playwright/test';
import type {
  ApproverView,
  BenchOperation,
  BenchOperationState,
  CardStep,
  CollectionCard,
  CollectionView,
  RecordEntry,
  RecordVerdict,
} from '#shared/bench/collection.ts';
import type { BenchView, PortView } from '#shared/bench/views.ts';

/** What a landing would tell the bench's page. */
export interface BenchScene {
  readonly view: BenchView;
  readonly operations?: readonly BenchOperation[];
  readonly approvers?: readonly ApproverView[];
  readonly record?: readonly RecordEntry[];
  readonly verdict?: RecordVerdict;
  /** What must be readable then. */
  readonly seen: string | RegExp;
  readonly path?: string;
}

const now = Date.now();
const minute = 60_000;
const harbour = { customerCode: 'HARBOUR', customerName: '海港银行 Harbour Bank' };
const lantern = { customerCode: 'LANTERN', customerName: '灯笼支付 Lantern Pay' };
const serialOf = (number: number) => `SN-2026-${String(number).padStart(4, '0')}`;

function port(number: number, more: Partial<PortView> = {}): PortView {
  return {
    id: `/dev/ttyUSB${number - 1}`,
    kind: 'serial',
    cable: 'FTDI',
    phase: 'ready',
    since: now - 2 * minute,
    terminal: {
      serial: serialOf(number),
      model: number % 4 === 0 ? 'T2' : 'P90',
      firmware: '3.2.1',
      profile: 'standard',
    },
    problem: null,
    ...more,
  };
}

function operation(number: number, state: BenchOperationState, more: Partial<BenchOperation> = {}): BenchOperation {
  return {
    opId: `01K${String(number).padStart(23, '0')}`,
    serial: serialOf(number),
    model: 'P90',
    ...harbour,
    state,
    changesFrom: null,
    expected: false,
    batch: 'RO-2026-001',
    ahead: false,
    expiresAt: now + 9 * minute,
    kcv: state === 'OPEN' || state === 'AHEAD' ? null : '0C41B7',
    confirmedBy: state === 'OPEN' ? null : 'Lin',
    approvedBy: null,
    problem: null,
    nextTryAt: null,
    createdAt: now - 3 * minute,
    changedAt: now - 2 * minute,
    ...more,
  };
}

function card(number: number, step: CardStep, more: Partial<CollectionCard> = {}): CollectionCard {
  const states: Partial<Record<CardStep, BenchOperationState>> = {
    confirm: 'OPEN',
    capturing: 'OPEN',
    approve: 'CAPTURED',
    sending: 'QUEUED',
    done: 'ACCEPTED',
  };
  const state = states[step];
  return {
    port: `/dev/ttyUSB${number - 1}`,
    step,
    since: now - (20 - number) * 1000,
    serial: serialOf(number),
    model: 'P90',
    operation: state ? operation(number, state) : null,
    problem: null,
    ...more,
  };
}

const batch: CollectionView['batch'] = {
  batch: 'RO-2026-001',
  kind: 'repair',
  ...harbour,
  asOf: now - minute,
  terminals: Array.from({ length: 14 }, (_, at) => ({
    serial: serialOf(at + 1),
    state: at === 4 ? 'QUARANTINED' : at > 9 ? 'DELIVERED' : at === 2 ? 'QUEUED' : 'WAITING',
    ahead: at > 5 && at < 9,
  })),
};

function view(
  cards: readonly CollectionCard[],
  more: Partial<CollectionView> = {},
  ports?: readonly PortView[],
): BenchView {
  return {
    ports: ports ?? Array.from({ length: 8 }, (_, at) => port(at + 1)),
    events: [],
    how: 'system',
    withoutDriver: [],
    lines: [],
    profiles: [{ id: 'standard', name: { en: 'Standard', 'zh-CN': '标准' } }],
    refusedProfiles: [],
    collection: {
      mtms: { state: 'ready', benchId: 'bench-1', problem: null, since: now - 60 * minute },
      batch,
      cards,
      queue: { waiting: 0, accepted: 2, trouble: 1, ahead: 3 },
      ...more,
    },
  };
}

const wrongSerial = { code: 'E_SN_UNKNOWN', reason: 'not_registered', params: { serial: serialOf(2) } } as const;
const swapped = { code: 'E_SN_CHANGED', reason: 'terminal_swapped', params: {} } as const;
const away = { code: 'E_MTMS_DOWN', reason: 'unreachable', params: {} } as const;
const kcv = { code: 'E_KCV', reason: 'kms_computed_another', params: {} } as const;
const change = { ...lantern, changesFrom: harbour } as const;
const eight = [
  card(1, 'confirm', { operation: operation(1, 'OPEN', { batch: null, ...lantern }) }),
  card(2, 'capturing'),
  card(3, 'sending'),
  card(4, 'done'),
  card(5, 'failed', { problem: swapped }),
  card(6, 'asking'),
  card(7, 'confirm'),
];
const operations = [
  operation(9, 'CAPTURED', { ...change, confirmedBy: 'Lin' }),
  operation(8, 'QUEUED', { problem: away, nextTryAt: now + minute }),
  operation(7, 'ACCEPTED', { problem: { code: 'E_KMS_PENDING', reason: 'unreachable', params: {} } }),
  operation(5, 'QUARANTINED', { problem: kcv }),
  operation(4, 'EXPIRED'),
  operation(3, 'REFUSED', { problem: { code: 'E_ASSOC_STALE', reason: 'changed', params: {} } }),
  operation(2, 'DELIVERED', { ...change, approvedBy: 'wu' }),
];
const approvers = [
  { id: 'wu', name: 'Wu' },
  { id: 'lin', name: 'Lin' },
];
const record: readonly RecordEntry[] = (
  [
    ['receipt', 'bench', { receipt: 'ok', opId: '01K7', serial: serialOf(2) }],
    ['approved', 'approver:wu', { from: 'HARBOUR', to: 'LANTERN', asked: 'Lin', serial: serialOf(2) }],
    ['captured', 'Lin', { kcv: '0C41B7', opId: '01K7', serial: serialOf(2) }],
    ['confirmed', 'Lin', { customer: 'HARBOUR', serial: serialOf(2) }],
    ['shown', 'Lin', { customer: 'HARBOUR', associationRevision: 3, batch: 'RO-2026-001' }],
    ['read', 'Lin', { model: 'P90', port: '/dev/ttyUSB1', serial: serialOf(2) }],
  ] as const
).map(([action, actor, details], at) => ({
  seq: 42 - at,
  at: now - at * minute,
  actor,
  action,
  details,
  hash: `${at}b7c01d2e3f4a5968`.repeat(4).slice(0, 64),
}));

/** Every state of the page that is worth looking at. */
export const benchScenes: Readonly<Record<string, BenchScene>> = {
  loading: { view: view([], {}, []), seen: 'Nothing in hand' },
  'not-enrolled': {
    view: view([], { mtms: { state: 'none', benchId: null, problem: null, since: now }, batch: null }),
    seen: 'This bench is not connected to an MTMS',
  },
  ready: { view: view([]), seen: '8 terminals are ready' },
  eight: { view: view(eight), seen: '灯笼支付 Lantern Pay' },
  expected: {
    view: view([card(1, 'confirm', { operation: operation(1, 'OPEN', { expected: true }) })]),
    seen: 'Expected: the customer of order',
  },
  'no-order': {
    view: view([card(1, 'confirm', { operation: operation(1, 'OPEN', { batch: null }) })], { batch: null }),
    seen: 'No order is chosen: compare',
  },
  approve: {
    view: view([card(2, 'approve', { operation: operation(2, 'CAPTURED', change) })]),
    approvers,
    seen: 'A second person must approve',
  },
  capturing: { view: view([card(2, 'capturing')]), seen: 'Leave it plugged in' },
  done: { view: view([card(2, 'done')]), seen: 'The MTMS has the key' },
  failed: { view: view([card(2, 'failed', { problem: wrongSerial })]), seen: 'is not registered' },
  away: {
    view: view([card(2, 'done', { operation: operation(2, 'QUEUED', { ahead: true, problem: away }) })], {
      mtms: { state: 'away', benchId: 'bench-1', problem: away, since: now - 12 * minute },
      queue: { waiting: 1, accepted: 0, trouble: 0, ahead: 3 },
    }),
    seen: 'The MTMS is not reached',
  },
  refused: {
    view: view([], {
      mtms: {
        state: 'refused',
        benchId: 'bench-1',
        problem: { code: 'E_CERT_REVOKED', reason: 'on_list', params: {} },
        since: now,
      },
    }),
    seen: 'Stop: the MTMS refuses this bench',
  },
  locked: {
    view: view([], { mtms: { state: 'locked', benchId: 'bench-1', problem: null, since: now } }),
    seen: 'The keys of this bench are locked',
  },
  keys: { view: view([]), operations, approvers, seen: 'Waits for the second person', path: '/bench/keys' },
  'keys-empty': { view: view([]), operations: [], seen: 'Nothing is on its way', path: '/bench/keys' },
  record: { view: view([]), record, seen: 'Receipt of the MTMS', path: '/bench/record' },
  settings: { view: view([]), approvers, seen: 'Who can approve here', path: '/bench/settings' },
};

/** Makes the page hear this scene in place of what its landing would say of the bench. */
export async function showScene(page: Page, scene: BenchScene): Promise<void> {
  const answers: Readonly<Record<string, unknown>> = {
    'bench.operations': scene.operations ?? [],
    'bench.approvers': scene.approvers ?? [],
    'bench.record': scene.record ?? [],
    'bench.verifyRecord': scene.verdict,
  };
  await page.unrouteAll();
  await page.route('**/trpc/**bench.**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/trpc/', '');
    if (path === 'bench.watch') {
      const body = `retry: 3600000\nevent: connected\ndata: {}\n\ndata: ${JSON.stringify(scene.view)}\n\n`;
      return route.fulfill({ status: 200, contentType: 'text/event-stream', body });
    }
    if (!path.split(',').some((name) => Object.hasOwn(answers, name))) return route.continue();
    const response = await route.fetch();
    const real = (await response.json()) as unknown[];
    const json = path
      .split(',')
      .map((name, at) => (Object.hasOwn(answers, name) ? { result: { data: answers[name] } } : real[at]));
    return route.fulfill({ status: 200, json });
  });
}
