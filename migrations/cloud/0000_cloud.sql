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
CREATE TABLE "registration_decision" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" bigint NOT NULL,
	"by" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "registration_decision_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "registration_document" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"hash" text NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "registration_document_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "registration" (
	"enterprise_id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"data" jsonb NOT NULL,
	"code" text NOT NULL,
	"state" text NOT NULL,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"submitted_at" bigint,
	"enrolled_device" uuid,
	CONSTRAINT "registration_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"operator_id" uuid,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_attempt" (
	"name" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" bigint NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	CONSTRAINT "operator_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "cloud_process" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"started_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "server_state" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "device_enterprise" ON "device" USING btree ("enterprise_id");--> statement-breakpoint
CREATE INDEX "registration_queue" ON "registration" USING btree ("state","submitted_at");--> statement-breakpoint
CREATE INDEX "registration_code" ON "registration" USING btree ("code");--> statement-breakpoint
CREATE INDEX "operator_session_operator" ON "operator_session" USING btree ("operator_id");