CREATE TABLE `stock_count` (
	`item_id` text PRIMARY KEY NOT NULL,
	`fact_id` text NOT NULL,
	`generation` integer NOT NULL,
	`at` integer NOT NULL,
	`quantity` integer
);
--> statement-breakpoint
CREATE TABLE `stock_movement` (
	`item_id` text NOT NULL,
	`at` integer NOT NULL,
	`fact_id` text NOT NULL,
	`delta` integer NOT NULL,
	PRIMARY KEY(`item_id`, `at`, `fact_id`)
);
--> statement-breakpoint
CREATE TABLE `sync_aside` (
	`entity` text NOT NULL,
	`row_id` text NOT NULL,
	`fields` text NOT NULL,
	`stamps` text NOT NULL,
	`deleted` text,
	PRIMARY KEY(`entity`, `row_id`)
);
--> statement-breakpoint
CREATE TABLE `cloud` (
	`id` integer PRIMARY KEY NOT NULL,
	`connected` integer NOT NULL,
	`joining` integer NOT NULL,
	`address` text NOT NULL,
	`enterprise_id` text,
	`enterprise_code` text,
	`enterprise_name` text,
	`administers` integer NOT NULL,
	`switches` text NOT NULL,
	`registration` text
);
--> statement-breakpoint
CREATE TABLE `conflict` (
	`id` text PRIMARY KEY NOT NULL,
	`entity` text NOT NULL,
	`record_id` text NOT NULL,
	`kind` text NOT NULL,
	`field` text,
	`winner` text,
	`loser` text,
	`original` text,
	`winner_stamp` text NOT NULL,
	`loser_stamp` text NOT NULL,
	`winner_actor` text NOT NULL,
	`loser_actor` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`choice` text,
	`settled_by` text,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `conflict_state` ON `conflict` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `sync_outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tx` integer NOT NULL,
	`stamp` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`entity` text NOT NULL,
	`row_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`code` text,
	`fields` text DEFAULT '{}' NOT NULL,
	`before` text DEFAULT '{}' NOT NULL,
	`base` text DEFAULT '{}' NOT NULL,
	`beneath` text,
	`restates` text
);
--> statement-breakpoint
CREATE INDEX `sync_outbox_row` ON `sync_outbox` (`entity`,`row_id`) WHERE kind <> 'fact';--> statement-breakpoint
CREATE INDEX `sync_outbox_rejected` ON `sync_outbox` (`seq`) WHERE state = 'rejected';--> statement-breakpoint
CREATE TABLE `sync_place` (
	`id` integer PRIMARY KEY NOT NULL,
	`enabled` integer NOT NULL,
	`epoch` integer NOT NULL,
	`offset` integer NOT NULL,
	`acknowledged` integer NOT NULL,
	`cursor` text,
	`continuation` text,
	`server_epoch` text,
	`last_synced_at` integer,
	`clock` text,
	`restored` text,
	`snapshot_cursor` text,
	`snapshot_next` text,
	`snapshot_rows` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_staged` (
	`n` integer PRIMARY KEY NOT NULL,
	`entity` text NOT NULL,
	`row_id` text NOT NULL,
	`content` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sync_staged_row` ON `sync_staged` (`entity`,`row_id`);--> statement-breakpoint
CREATE TABLE `sync_stamp` (
	`entity` text NOT NULL,
	`row_id` text NOT NULL,
	`stamps` text NOT NULL,
	`deleted` text,
	PRIMARY KEY(`entity`, `row_id`)
);
--> statement-breakpoint
CREATE TABLE `sync_waiting_fact` (
	`id` text PRIMARY KEY NOT NULL,
	`stream_id` text NOT NULL,
	`home` text NOT NULL,
	`seq` integer NOT NULL,
	`fact` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sync_waiting_fact_place` ON `sync_waiting_fact` (`stream_id`,`home`,`seq`);--> statement-breakpoint
DROP INDEX `event_stream`;--> statement-breakpoint
CREATE UNIQUE INDEX `event_stream` ON `event` (`stream_id`,`home`,`seq`);--> statement-breakpoint
DROP INDEX `user_username`;--> statement-breakpoint
CREATE INDEX `user_username` ON `user` (`username`);--> statement-breakpoint
DROP INDEX `dining_table_name`;--> statement-breakpoint
CREATE INDEX `dining_table_name` ON `dining_table` (`name`);--> statement-breakpoint
DROP INDEX `tab_order_number`;--> statement-breakpoint
ALTER TABLE `tab_order` ADD `home` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `tab_order_number` ON `tab_order` (`business_day`,`home`,`number`);--> statement-breakpoint
DROP INDEX `shift_open`;--> statement-breakpoint
DROP INDEX `shift_number`;--> statement-breakpoint
ALTER TABLE `shift` ADD `home` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `shift_open` ON `shift` (`home`,`state`) WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX `shift_number` ON `shift` (`home`,`number`);--> statement-breakpoint
DROP INDEX `tab_open_table`;--> statement-breakpoint
ALTER TABLE `tab` ADD `home` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `tab_open_table` ON `tab` (`home`,`table_id`) WHERE state = 'open';--> statement-breakpoint
ALTER TABLE `guest_call` ADD `home` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `guest_session` ADD `visit` text;--> statement-breakpoint
CREATE UNIQUE INDEX `guest_session_visit` ON `guest_session` (`visit`);--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `remote_ordering` text DEFAULT '{"landing":null,"preOrders":false,"preOrderMinutes":120}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ticket` ADD `home` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `printed_sticker` ADD `remote_link` text;