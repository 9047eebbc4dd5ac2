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
ALTER TABLE `item` ADD `pricing` text DEFAULT 'fixed' NOT NULL;--> statement-breakpoint
ALTER TABLE `item` ADD `slots` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `menu_languages` text DEFAULT '["zh-CN","en"]' NOT NULL;