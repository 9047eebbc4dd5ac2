CREATE TABLE `bench_approver` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sealed_key` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bench_batch` (
	`id` integer PRIMARY KEY NOT NULL,
	`batch` text NOT NULL,
	`view` text NOT NULL,
	`as_of` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bench_enrolment` (
	`id` integer PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`bench_id` text NOT NULL,
	`mtms_id` text NOT NULL,
	`certificate` text NOT NULL,
	`root` text NOT NULL,
	`bundle` text NOT NULL,
	`bundle_at` integer NOT NULL,
	`renewed_at` integer NOT NULL,
	`enrolled_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bench_operation` (
	`op_id` text PRIMARY KEY NOT NULL,
	`serial` text NOT NULL,
	`model` text NOT NULL,
	`state` text NOT NULL,
	`customer_code` text NOT NULL,
	`customer_name` text NOT NULL,
	`changes_from` text,
	`association_revision` integer NOT NULL,
	`expected` integer NOT NULL,
	`batch` text,
	`ahead` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ticket` text,
	`kms_cert` text,
	`cms` text,
	`kcv` text,
	`confirmed_by` text,
	`confirmed_by_id` text,
	`port` text,
	`approved_by` text,
	`receipt` text,
	`problem` text,
	`tries` integer NOT NULL,
	`next_try_at` integer,
	`settled_at` integer,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `bench_operation_state` ON `bench_operation` (`state`,`next_try_at`);--> statement-breakpoint
CREATE INDEX `bench_operation_serial` ON `bench_operation` (`serial`,`op_id`);--> statement-breakpoint
CREATE TABLE `bench_record` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`details` text NOT NULL,
	`serial` text,
	`link` text NOT NULL,
	`hash` text NOT NULL,
	`signature` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `repair_ticket` (
	`id` text PRIMARY KEY NOT NULL,
	`number` text NOT NULL,
	`serial` text NOT NULL,
	`model` text NOT NULL,
	`customer` text NOT NULL,
	`contact` text NOT NULL,
	`fault` text NOT NULL,
	`work` text NOT NULL,
	`state` text NOT NULL,
	`assigned_to` text,
	`received_by` text NOT NULL,
	`received_at` integer NOT NULL,
	`ready_at` integer,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `repair_ticket_serial` ON `repair_ticket` (`serial`,`received_at`);--> statement-breakpoint
CREATE INDEX `repair_ticket_closed` ON `repair_ticket` (`closed_at`,`received_at`,`id`);--> statement-breakpoint
ALTER TABLE `enterprise` ADD `work` text;
--> statement-breakpoint
CREATE TRIGGER `bench_record_no_update` BEFORE UPDATE ON `bench_record` BEGIN SELECT RAISE(ABORT, 'bench_record only grows'); END;
--> statement-breakpoint
CREATE TRIGGER `bench_record_no_delete` BEFORE DELETE ON `bench_record` BEGIN SELECT RAISE(ABORT, 'bench_record only grows'); END;
