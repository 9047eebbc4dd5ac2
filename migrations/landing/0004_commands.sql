CREATE TABLE `counter` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `staff_command` (
	`id` text PRIMARY KEY NOT NULL,
	`from_device` text NOT NULL,
	`actor` text NOT NULL,
	`kind` text NOT NULL,
	`hash` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `staff_command_at` ON `staff_command` (`at`);