CREATE TABLE "device" (
	"id" uuid PRIMARY KEY NOT NULL,
	"enterprise_id" uuid NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"user_id" uuid,
	"administers" boolean NOT NULL,
	"credential_hash" text NOT NULL,
	"enrolled_at" bigint NOT NULL,
	"seen_at" bigint,
	"revoked_at" bigint,
	CONSTRAINT "device_credential_hash_unique" UNIQUE("credential_hash")
);
--> statement-breakpoint
CREATE TABLE "enrolment_code" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"enterprise_id" uuid NOT NULL,
	"offer" jsonb NOT NULL,
	"made_by" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "enterprise" (
	"enterprise_id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"switches" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "enterprise_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "server_state" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "device_enterprise" ON "device" USING btree ("enterprise_id");