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
