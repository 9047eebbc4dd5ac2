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
CREATE TABLE "blob_piece" (
	"enterprise_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"at" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "blob_piece_enterprise_id_sha256_at_pk" PRIMARY KEY("enterprise_id","sha256","at")
);
--> statement-breakpoint
CREATE TABLE "blob" (
	"enterprise_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"size" bigint NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"type" text NOT NULL,
	"complete_at" bigint,
	"at" bigint NOT NULL,
	CONSTRAINT "blob_enterprise_id_sha256_pk" PRIMARY KEY("enterprise_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "sync_commit" (
	"enterprise_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"tag" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "sync_commit_enterprise_id_position_pk" PRIMARY KEY("enterprise_id","position")
);
--> statement-breakpoint
CREATE TABLE "sync_conflict" (
	"enterprise_id" uuid NOT NULL,
	"entity" text NOT NULL,
	"record_id" uuid NOT NULL,
	"field" text NOT NULL,
	"conflict_id" uuid NOT NULL,
	CONSTRAINT "sync_conflict_enterprise_id_entity_record_id_field_conflict_id_pk" PRIMARY KEY("enterprise_id","entity","record_id","field","conflict_id")
);
--> statement-breakpoint
CREATE TABLE "sync_fact" (
	"enterprise_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"tx" bigint NOT NULL,
	"device_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"op_seq" bigint NOT NULL,
	"stream" text NOT NULL,
	"stream_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"type" text NOT NULL,
	"at" bigint NOT NULL,
	"actor" text NOT NULL,
	"home" uuid NOT NULL,
	"data" text NOT NULL,
	CONSTRAINT "sync_fact_enterprise_id_id_pk" PRIMARY KEY("enterprise_id","id")
);
--> statement-breakpoint
CREATE TABLE "sync_head" (
	"enterprise_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"tag" text NOT NULL,
	"floor" bigint DEFAULT 0 NOT NULL,
	"stamp" text NOT NULL,
	"set_back_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sync_log" (
	"enterprise_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"tx" bigint NOT NULL,
	"device_id" uuid,
	"epoch" integer,
	"seq" bigint,
	"as_sent" boolean NOT NULL,
	"entity" text NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"whole" boolean NOT NULL,
	"fields" text,
	"stamps" text NOT NULL,
	CONSTRAINT "sync_log_enterprise_id_position_pk" PRIMARY KEY("enterprise_id","position")
);
--> statement-breakpoint
CREATE TABLE "sync_row" (
	"enterprise_id" uuid NOT NULL,
	"entity" text NOT NULL,
	"id" uuid NOT NULL,
	"fields" text NOT NULL,
	"stamps" text NOT NULL,
	"actors" text NOT NULL,
	"deleted" text,
	"position" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "sync_row_enterprise_id_entity_id_pk" PRIMARY KEY("enterprise_id","entity","id")
);
--> statement-breakpoint
CREATE TABLE "sync_staged" (
	"enterprise_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"first_seq" bigint NOT NULL,
	"tx" bigint NOT NULL,
	"operations" integer NOT NULL,
	"ops" text NOT NULL,
	"refused" boolean NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "sync_staged_enterprise_id_device_id_first_seq_pk" PRIMARY KEY("enterprise_id","device_id","first_seq")
);
--> statement-breakpoint
CREATE TABLE "sync_sum" (
	"enterprise_id" uuid NOT NULL,
	"entity" text NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"sum" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sync_sum_enterprise_id_entity_pk" PRIMARY KEY("enterprise_id","entity")
);
--> statement-breakpoint
CREATE TABLE "sync_device" (
	"enterprise_id" uuid NOT NULL,
	"device_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"continuation" text NOT NULL,
	"previous_continuation" text,
	"previous_seq" bigint DEFAULT 0 NOT NULL,
	"last_hashes" text DEFAULT '' NOT NULL,
	"last_answer" text,
	"clamped_stamp" text,
	"ahead" boolean DEFAULT false NOT NULL,
	"cursor" bigint DEFAULT 0 NOT NULL,
	"cursor_at" bigint,
	"seen_at" bigint NOT NULL,
	"lineage" uuid[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "sync_device_enterprise_id_device_id_pk" PRIMARY KEY("enterprise_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "sync_traffic" (
	"enterprise_id" uuid NOT NULL,
	"day" integer NOT NULL,
	"device_id" uuid NOT NULL,
	"pushes" bigint DEFAULT 0 NOT NULL,
	"operations" bigint DEFAULT 0 NOT NULL,
	"pushed_bytes" bigint DEFAULT 0 NOT NULL,
	"pulls" bigint DEFAULT 0 NOT NULL,
	"changes" bigint DEFAULT 0 NOT NULL,
	"pulled_bytes" bigint DEFAULT 0 NOT NULL,
	"conflicts" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sync_traffic_enterprise_id_day_device_id_pk" PRIMARY KEY("enterprise_id","day","device_id")
);
--> statement-breakpoint
CREATE INDEX "device_enterprise" ON "device" USING btree ("enterprise_id");--> statement-breakpoint
CREATE INDEX "registration_queue" ON "registration" USING btree ("state","submitted_at");--> statement-breakpoint
CREATE INDEX "registration_code" ON "registration" USING btree ("code");--> statement-breakpoint
CREATE INDEX "operator_session_operator" ON "operator_session" USING btree ("operator_id");--> statement-breakpoint
CREATE INDEX "relay_message_process" ON "relay_message" USING btree ("process");--> statement-breakpoint
CREATE UNIQUE INDEX "relay_order_key" ON "relay_order" USING btree ("enterprise_id","visit_id","key");--> statement-breakpoint
CREATE INDEX "relay_order_state" ON "relay_order" USING btree ("enterprise_id","device_id","state");--> statement-breakpoint
CREATE INDEX "relay_order_created" ON "relay_order" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "relay_table_id" ON "relay_table" USING btree ("enterprise_id","table_id");--> statement-breakpoint
CREATE INDEX "relay_table_device" ON "relay_table" USING btree ("enterprise_id","device_id");--> statement-breakpoint
CREATE UNIQUE INDEX "relay_visit_token" ON "relay_visit" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_fact_stream" ON "sync_fact" USING btree ("enterprise_id","stream_id","seq","home");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_fact_position" ON "sync_fact" USING btree ("enterprise_id","position");--> statement-breakpoint
CREATE INDEX "sync_row_deleted" ON "sync_row" USING btree ("enterprise_id","entity","id") WHERE deleted is not null;