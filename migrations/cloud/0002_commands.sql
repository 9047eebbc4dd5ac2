CREATE TABLE "relay_command" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"from_device" uuid NOT NULL,
	"home" uuid NOT NULL,
	"hash" text NOT NULL,
	"given" jsonb,
	"state" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"offered_at" bigint,
	"offered_over" uuid,
	"answer" jsonb,
	CONSTRAINT "relay_command_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE INDEX "relay_command_state" ON "relay_command" USING btree ("enterprise_id","home","state");--> statement-breakpoint
CREATE INDEX "relay_command_created" ON "relay_command" USING btree ("created_at");