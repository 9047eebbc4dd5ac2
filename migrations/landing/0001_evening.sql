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
CREATE TABLE `menu_change` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`what` text NOT NULL,
	`changes` text NOT NULL,
	`undone_at` integer
);
--> statement-breakpoint
CREATE INDEX `menu_change_at` ON `menu_change` (`at`);--> statement-breakpoint
CREATE TABLE `picture` (
	`id` text PRIMARY KEY NOT NULL,
	`unused_since` integer,
	`small` blob NOT NULL,
	`large` blob NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE `device` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`client` text NOT NULL,
	`address` text NOT NULL,
	`paired_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_token` ON `device` (`token_hash`);--> statement-breakpoint
CREATE TABLE `lan_access` (
	`id` text PRIMARY KEY NOT NULL,
	`enabled` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `print_cursor` (
	`id` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `print_job` (
	`id` text PRIMARY KEY NOT NULL,
	`printer_id` text NOT NULL,
	`kind` text NOT NULL,
	`fact_id` text,
	`subject` text NOT NULL,
	`document` text NOT NULL,
	`state` text NOT NULL,
	`sent` integer NOT NULL,
	`attempts` integer NOT NULL,
	`cause` text,
	`created_at` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `print_job_fact` ON `print_job` (`fact_id`,`printer_id`,`kind`);--> statement-breakpoint
CREATE INDEX `print_job_queue` ON `print_job` (`printer_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `print_job_state` ON `print_job` (`state`,`changed_at`);--> statement-breakpoint
CREATE TABLE `print_settings` (
	`id` text PRIMARY KEY NOT NULL,
	`header` text NOT NULL,
	`footer` text NOT NULL,
	`receipt_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `printer` (
	`id` text PRIMARY KEY NOT NULL,
	`landing` text NOT NULL,
	`name` text NOT NULL,
	`connection` text NOT NULL,
	`paper` integer NOT NULL,
	`stations` text NOT NULL,
	`receipts` integer NOT NULL,
	`copies` integer NOT NULL,
	`drawer` text NOT NULL,
	`language` text NOT NULL,
	`code_page` text NOT NULL,
	`beeper` integer NOT NULL,
	`reports_status` integer NOT NULL,
	`enabled` integer NOT NULL,
	`fallback_id` text,
	`position` integer NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE `sale_discount` (
	`id` text PRIMARY KEY NOT NULL,
	`sale_id` text NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`kind` text NOT NULL,
	`reason` text NOT NULL,
	`amount` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`approved_by` text
);
--> statement-breakpoint
CREATE INDEX `sale_discount_sale` ON `sale_discount` (`sale_id`);--> statement-breakpoint
CREATE INDEX `sale_discount_day` ON `sale_discount` (`currency`,`business_day`,`at`);--> statement-breakpoint
CREATE TABLE `sale_line` (
	`sale_id` text NOT NULL,
	`line_id` text NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`item_id` text NOT NULL,
	`name` text NOT NULL,
	`options` text NOT NULL,
	`quantity` integer NOT NULL,
	`subtotal` integer NOT NULL,
	`discount` integer NOT NULL,
	`gross` integer NOT NULL,
	PRIMARY KEY(`sale_id`, `line_id`)
);
--> statement-breakpoint
CREATE INDEX `sale_line_day` ON `sale_line` (`currency`,`business_day`,`item_id`,`quantity`,`gross`);--> statement-breakpoint
CREATE TABLE `sale_return` (
	`id` text PRIMARY KEY NOT NULL,
	`sale_id` text NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`approved_by` text,
	`reason` text NOT NULL,
	`method` text NOT NULL,
	`amount` integer NOT NULL,
	`tip` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	`rounding` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sale_return_sale` ON `sale_return` (`sale_id`);--> statement-breakpoint
CREATE INDEX `sale_return_day` ON `sale_return` (`currency`,`business_day`,`at`);--> statement-breakpoint
CREATE TABLE `sale` (
	`id` text PRIMARY KEY NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer NOT NULL,
	`closed_by` text NOT NULL,
	`table_id` text,
	`service` text NOT NULL,
	`guests` integer,
	`orders` integer NOT NULL,
	`dishes` integer NOT NULL,
	`discounts` integer NOT NULL,
	`complimentary` integer NOT NULL,
	`service_charge` integer NOT NULL,
	`cover_charge` integer NOT NULL,
	`minimum_charge` integer NOT NULL,
	`added_tax` integer NOT NULL,
	`rounding` integer NOT NULL,
	`total` integer NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sale_day` ON `sale` (`currency`,`business_day`,`closed_at`);--> statement-breakpoint
CREATE TABLE `sale_tax` (
	`entry_id` text NOT NULL,
	`sale_id` text NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`tax_ppm` integer NOT NULL,
	`mode` text NOT NULL,
	`net` integer NOT NULL,
	`tax` integer NOT NULL,
	PRIMARY KEY(`entry_id`, `tax_ppm`, `mode`)
);
--> statement-breakpoint
CREATE INDEX `sale_tax_sale` ON `sale_tax` (`sale_id`);--> statement-breakpoint
CREATE INDEX `sale_tax_day` ON `sale_tax` (`currency`,`business_day`);--> statement-breakpoint
CREATE TABLE `sale_void` (
	`sale_id` text NOT NULL,
	`position` integer NOT NULL,
	`currency` text NOT NULL,
	`business_day` text NOT NULL,
	`item_id` text NOT NULL,
	`name` text NOT NULL,
	`quantity` integer NOT NULL,
	`amount` integer NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`approved_by` text,
	PRIMARY KEY(`sale_id`, `position`)
);
--> statement-breakpoint
CREATE INDEX `sale_void_day` ON `sale_void` (`currency`,`business_day`,`at`);--> statement-breakpoint
ALTER TABLE `session` ADD `device_id` text;--> statement-breakpoint
ALTER TABLE `category` ADD `course` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `dining_table` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `guest_session` ADD `asks_tab_id` text;--> statement-breakpoint
CREATE INDEX `guest_session_asks` ON `guest_session` (`asks_tab_id`);--> statement-breakpoint
ALTER TABLE `item` ADD `pricing` text DEFAULT 'fixed' NOT NULL;--> statement-breakpoint
ALTER TABLE `item` ADD `slots` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `collection_codes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `code_provider` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `service_charge` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `cover_charge` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `minimum_spend` text;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `approval_limits` text DEFAULT '{"discountPpm":100000,"voidAmount":null,"refundAmount":0}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `rounding_step` integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `kitchen_timers` text DEFAULT '{"amberMinutes":10,"redMinutes":20}' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `shift_required` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `require_nod` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `menu_languages` text DEFAULT '["zh-CN","en"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `payment` ADD `tip` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payment` ADD `shift_id` text;--> statement-breakpoint
CREATE INDEX `payment_shift` ON `payment` (`shift_id`);--> statement-breakpoint
ALTER TABLE `tab` ADD `merged_into` text;--> statement-breakpoint
CREATE INDEX `tab_closed` ON `tab` (`closed_at`);--> statement-breakpoint
CREATE INDEX `tab_order_tab` ON `tab_order` (`tab_id`);