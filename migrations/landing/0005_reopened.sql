ALTER TABLE `sale` ADD `tab_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sale` ADD `seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sale` ADD `tabs` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `sale` ADD `reopened_by` text;--> statement-breakpoint
ALTER TABLE `sale` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `sale` ADD `approved_by` text;--> statement-breakpoint
UPDATE `sale` SET `tab_id` = `id`;--> statement-breakpoint
CREATE INDEX `sale_tab` ON `sale` (`tab_id`,`seq`);