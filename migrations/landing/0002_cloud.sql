ALTER TABLE `guest_session` ADD `visit` text;--> statement-breakpoint
CREATE UNIQUE INDEX `guest_session_visit` ON `guest_session` (`visit`);--> statement-breakpoint
ALTER TABLE `ordering_settings` ADD `remote_ordering` text DEFAULT '{"landing":null,"preOrders":false,"preOrderMinutes":120}' NOT NULL;