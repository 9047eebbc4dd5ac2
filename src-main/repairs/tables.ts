import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RepairState } from '#shared/repairs/entities.ts';

/** Terminals that were taken in for repair. */
export const repairTicketTable = sqliteTable(
  'repair_ticket',
  {
    id: text('id').primaryKey(),
    number: text('number').notNull(),
    serial: text('serial').notNull(),
    model: text('model').notNull(),
    customer: text('customer').notNull(),
    contact: text('contact').notNull(),
    fault: text('fault').notNull(),
    work: text('work').notNull(),
    state: text('state').$type<RepairState>().notNull(),
    assignedTo: text('assigned_to'),
    receivedBy: text('received_by').notNull(),
    receivedAt: integer('received_at').notNull(),
    readyAt: integer('ready_at'),
    closedAt: integer('closed_at'),
  },
  (t) => [
    index('repair_ticket_serial').on(t.serial, t.receivedAt),
    index('repair_ticket_closed').on(t.closedAt, t.receivedAt, t.id),
  ],
);
