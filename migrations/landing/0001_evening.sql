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
