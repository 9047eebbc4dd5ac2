CREATE TABLE `cash_move` (
	`id` text PRIMARY KEY NOT NULL,
	`shift_id` text NOT NULL,
	`direction` text NOT NULL,
	`amount` integer NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cash_move_shift` ON `cash_move` (`shift_id`);--> statement-breakpoint
CREATE TABLE `refund` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`tab_id` text NOT NULL,
	`business_day` text NOT NULL,
	`kind` text NOT NULL,
	`method` text NOT NULL,
	`amount` integer NOT NULL,
	`tip` integer NOT NULL,
	`reason` text NOT NULL,
	`approved_by` text,
	`shift_id` text,
	`at` integer NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `refund_tab` ON `refund` (`tab_id`);--> statement-breakpoint
CREATE INDEX `refund_day` ON `refund` (`business_day`);--> statement-breakpoint
CREATE INDEX `refund_shift` ON `refund` (`shift_id`);--> statement-breakpoint
CREATE TABLE `service_notice` (
	`id` text PRIMARY KEY NOT NULL,
	`paused_at` integer,
	`delay_minutes` integer
);
--> statement-breakpoint
CREATE TABLE `shift` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`business_day` text NOT NULL,
	`currency` text NOT NULL,
	`opened_at` integer NOT NULL,
	`opened_by` text NOT NULL,
	`float` integer NOT NULL,
	`closed_at` integer,
	`closed_by` text,
	`number` integer,
	`report` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shift_open` ON `shift` (`state`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `shift_opened` ON `shift` (`opened_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `shift_number` ON `shift` (`number`);--> statement-breakpoint
CREATE TABLE `phone_address` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text,
	`checks` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `printed_sticker` (
	`table_id` text PRIMARY KEY NOT NULL,
	`link` text NOT NULL,
	`printed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `guest_wifi` (
	`id` text PRIMARY KEY NOT NULL,
	`ssid` text NOT NULL,
	`security` text NOT NULL,
	`password` text NOT NULL,
	`hidden` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sticker_settings` (
	`id` text PRIMARY KEY NOT NULL,
	`sheet` text NOT NULL,
	`grid` text,
	`arrangement` text NOT NULL,
	`code_size` integer NOT NULL,
	`colour` text NOT NULL,
	`caption` text NOT NULL,
	`areas` text NOT NULL,
	`logo` text
);
--> statement-breakpoint
ALTER TABLE `category` ADD `course` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `dining_table` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `service_charge` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `cover_charge` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `minimum_spend` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `approval_limits` text DEFAULT '{"discountPpm":100000,"voidAmount":null,"refundAmount":0}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `rounding_step` integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `kitchen_timers` text DEFAULT '{"amberMinutes":10,"redMinutes":20}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `shift_required` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `payment` ADD `tip` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payment` ADD `shift_id` text;--> statement-breakpoint
CREATE INDEX `payment_shift` ON `payment` (`shift_id`);--> statement-breakpoint
ALTER TABLE `tab` ADD `merged_into` text;--> statement-breakpoint
CREATE INDEX `tab_closed` ON `tab` (`closed_at`);