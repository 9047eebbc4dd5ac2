CREATE TABLE `event` (
	`position` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`stream` text NOT NULL,
	`stream_id` text NOT NULL,
	`seq` integer NOT NULL,
	`type` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`home` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `event_id` ON `event` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `event_stream` ON `event` (`stream_id`,`seq`);--> statement-breakpoint
CREATE TABLE `landing` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attempt` (
	`subject` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `enterprise` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`cutover_hour` integer NOT NULL,
	`language` text NOT NULL,
	`recovery_hash` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `role` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text,
	`name` text NOT NULL,
	`permissions` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`parent_id` text,
	`client` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_token` ON `session` (`token_hash`);--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user_id`);--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`display_name` text NOT NULL,
	`password_hash` text NOT NULL,
	`pin_hash` text,
	`role_ids` text NOT NULL,
	`disabled` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_username` ON `user` (`username`);--> statement-breakpoint
CREATE TABLE `guest_call` (
	`id` text PRIMARY KEY NOT NULL,
	`tab_id` text NOT NULL,
	`table_id` text,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`answered_at` integer
);
--> statement-breakpoint
CREATE INDEX `guest_call_open` ON `guest_call` (`answered_at`,`at`);--> statement-breakpoint
CREATE TABLE `category` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dining_table` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`area` text NOT NULL,
	`seats` integer NOT NULL,
	`token` text NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dining_table_name` ON `dining_table` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `dining_table_token` ON `dining_table` (`token`);--> statement-breakpoint
CREATE TABLE `guest_session` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`table_id` text NOT NULL,
	`tab_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `guest_session_token` ON `guest_session` (`token_hash`);--> statement-breakpoint
CREATE INDEX `guest_session_table` ON `guest_session` (`table_id`,`tab_id`);--> statement-breakpoint
CREATE INDEX `guest_session_expires` ON `guest_session` (`expires_at`);--> statement-breakpoint
CREATE TABLE `item` (
	`id` text PRIMARY KEY NOT NULL,
	`category_id` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`price` integer NOT NULL,
	`tax_class` text NOT NULL,
	`station` text NOT NULL,
	`picture` text,
	`allergens` text NOT NULL,
	`tags` text NOT NULL,
	`dayparts` text NOT NULL,
	`option_group_ids` text NOT NULL,
	`sold_out` integer NOT NULL,
	`back_at` integer,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `item_category` ON `item` (`category_id`);--> statement-breakpoint
CREATE TABLE `option_group` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`min` integer NOT NULL,
	`max` integer NOT NULL,
	`options` text NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tab_order` (
	`id` text PRIMARY KEY NOT NULL,
	`tab_id` text NOT NULL,
	`table_id` text,
	`number` integer NOT NULL,
	`business_day` text NOT NULL,
	`state` text NOT NULL,
	`placed_at` integer NOT NULL,
	`total` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `tab_order_state` ON `tab_order` (`state`,`placed_at`);--> statement-breakpoint
CREATE INDEX `tab_order_placed` ON `tab_order` (`placed_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `tab_order_number` ON `tab_order` (`business_day`,`number`);--> statement-breakpoint
CREATE TABLE `ordering_settings` (
	`id` text PRIMARY KEY NOT NULL,
	`opening` text NOT NULL,
	`require_table_code` integer NOT NULL,
	`auto_accept` integer NOT NULL,
	`tax_mode` text NOT NULL,
	`tax_classes` text NOT NULL,
	`payment_methods` text NOT NULL,
	`merchant_qr` text
);
--> statement-breakpoint
CREATE TABLE `payment` (
	`id` text PRIMARY KEY NOT NULL,
	`tab_id` text NOT NULL,
	`business_day` text NOT NULL,
	`method` text NOT NULL,
	`amount` integer NOT NULL,
	`tendered` integer NOT NULL,
	`change` integer NOT NULL,
	`reference` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `payment_tab` ON `payment` (`tab_id`);--> statement-breakpoint
CREATE INDEX `payment_day` ON `payment` (`business_day`);--> statement-breakpoint
CREATE TABLE `stock` (
	`item_id` text PRIMARY KEY NOT NULL,
	`quantity` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tab` (
	`id` text PRIMARY KEY NOT NULL,
	`table_id` text,
	`state` text NOT NULL,
	`standing` text NOT NULL,
	`service` text NOT NULL,
	`business_day` text NOT NULL,
	`currency` text NOT NULL,
	`code` text NOT NULL,
	`guests` integer,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	`total` integer NOT NULL,
	`paid` integer NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tab_open_table` ON `tab` (`table_id`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `tab_state` ON `tab` (`state`,`opened_at`);--> statement-breakpoint
CREATE TABLE `ticket` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_order` ON `ticket` (`order_id`);--> statement-breakpoint
CREATE INDEX `ticket_state` ON `ticket` (`state`,`at`);