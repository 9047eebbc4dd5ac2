CREATE TABLE "notice_contact" (
	"enterprise_id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"phone" text NOT NULL,
	"language" text NOT NULL,
	"off" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice_setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"sealed" text,
	"changed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"cause" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"recipient" text NOT NULL,
	"language" text NOT NULL,
	"data" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"tried_since" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"sent_at" bigint,
	"code" text,
	"answer" text NOT NULL,
	CONSTRAINT "notice_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
ALTER TABLE "device" ADD COLUMN "hosted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_cause" ON "notice" USING btree ("enterprise_id","cause","channel");--> statement-breakpoint
CREATE INDEX "notice_due" ON "notice" USING btree ("state","channel","due_at");--> statement-breakpoint
CREATE INDEX "notice_recipient" ON "notice" USING btree ("channel","recipient","sent_at");--> statement-breakpoint
CREATE INDEX "notice_newest" ON "notice" USING btree ("state","id");