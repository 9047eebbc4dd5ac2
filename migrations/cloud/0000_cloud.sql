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
CREATE TABLE "relay_board" (
	"enterprise_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"board" jsonb NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "relay_board_enterprise_id_device_id_pk" PRIMARY KEY("enterprise_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "relay_document" (
	"enterprise_id" uuid NOT NULL,
	"name" text NOT NULL,
	"etag" text NOT NULL,
	"content" text NOT NULL,
	"used_at" bigint NOT NULL,
	CONSTRAINT "relay_document_enterprise_id_name_pk" PRIMARY KEY("enterprise_id","name")
);
--> statement-breakpoint
CREATE TABLE "relay_message" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"process" uuid NOT NULL,
	"message" jsonb NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "relay_message_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "relay_order" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"visit_id" uuid NOT NULL,
	"key" text NOT NULL,
	"hash" text NOT NULL,
	"device_id" uuid NOT NULL,
	"table_id" uuid NOT NULL,
	"language" text NOT NULL,
	"body" jsonb,
	"state" text NOT NULL,
	"pre_order" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"offered_at" bigint,
	"offered_over" uuid,
	"answer" jsonb,
	CONSTRAINT "relay_order_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "relay_presence" (
	"enterprise_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"connection" uuid NOT NULL,
	"process" uuid NOT NULL,
	"seen_at" bigint NOT NULL,
	CONSTRAINT "relay_presence_enterprise_id_device_id_pk" PRIMARY KEY("enterprise_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "relay_table" (
	"enterprise_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"device_id" uuid NOT NULL,
	"table_id" uuid NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "relay_table_enterprise_id_token_hash_pk" PRIMARY KEY("enterprise_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "relay_visit" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"table_id" uuid NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "relay_visit_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "server_state" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "device_enterprise" ON "device" USING btree ("enterprise_id");--> statement-breakpoint
CREATE INDEX "relay_message_process" ON "relay_message" USING btree ("process");--> statement-breakpoint
CREATE UNIQUE INDEX "relay_order_key" ON "relay_order" USING btree ("enterprise_id","visit_id","key");--> statement-breakpoint
CREATE INDEX "relay_order_state" ON "relay_order" USING btree ("enterprise_id","device_id","state");--> statement-breakpoint
CREATE INDEX "relay_order_created" ON "relay_order" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "relay_table_id" ON "relay_table" USING btree ("enterprise_id","table_id");--> statement-breakpoint
CREATE INDEX "relay_table_device" ON "relay_table" USING btree ("enterprise_id","device_id");--> statement-breakpoint
CREATE UNIQUE INDEX "relay_visit_token" ON "relay_visit" USING btree ("token_hash");