import {
  IconBuildingBank,
  IconCertificate,
  IconDeviceMobile,
  IconHistory,
  IconListCheck,
  IconLockExclamation,
  IconTool,
  IconTruckDelivery,
  IconUserCheck,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Overview } from '#shared/bench/operator.ts';
import { ApproversPage } from '../approvers/ApproversPage.tsx';
import { BatchesPage } from '../batches/BatchesPage.tsx';
import { BenchesPage } from '../benches/BenchesPage.tsx';
import { CertificatesPage } from '../certificates/CertificatesPage.tsx';
import { CustomersPage } from '../customers/CustomersPage.tsx';
import { DeliveriesPage } from '../deliveries/DeliveriesPage.tsx';
import { QuarantinePage } from '../deliveries/QuarantinePage.tsx';
import { RecordPage } from '../record/RecordPage.tsx';
import { TerminalsPage } from '../terminals/TerminalsPage.tsx';

type Counts = Overview['counts'];
type RoomKey =
  | 'terminals'
  | 'deliveries'
  | 'quarantine'
  | 'customers'
  | 'batches'
  | 'benches'
  | 'approvers'
  | 'certificates'
  | 'record';

interface Room {
  readonly key: RoomKey;
  readonly path: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly page: ComponentType;
  /** How many things there need a person. */
  readonly needs?: (counts: Counts) => number;
}

/** The rooms in their order; a phone's bar shows the first ones, what needs a person among them. */
export const rooms: readonly Room[] = [
  { key: 'terminals', path: '/terminals', icon: IconDeviceMobile, page: TerminalsPage },
  {
    key: 'deliveries',
    path: '/deliveries',
    icon: IconTruckDelivery,
    page: DeliveriesPage,
    needs: ({ stuck }) => stuck,
  },
  {
    key: 'quarantine',
    path: '/quarantine',
    icon: IconLockExclamation,
    page: QuarantinePage,
    needs: ({ quarantined }) => quarantined,
  },
  { key: 'customers', path: '/customers', icon: IconBuildingBank, page: CustomersPage },
  { key: 'batches', path: '/orders', icon: IconListCheck, page: BatchesPage },
  { key: 'benches', path: '/benches', icon: IconTool, page: BenchesPage, needs: ({ faults }) => faults },
  { key: 'approvers', path: '/approvers', icon: IconUserCheck, page: ApproversPage },
  {
    key: 'certificates',
    path: '/certificates',
    icon: IconCertificate,
    page: CertificatesPage,
    needs: ({ certificates }) => certificates,
  },
  { key: 'record', path: '/record', icon: IconHistory, page: RecordPage },
];
