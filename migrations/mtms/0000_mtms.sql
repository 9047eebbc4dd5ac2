CREATE TABLE "approver" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"public_key" "bytea",
	"code_hash" text,
	"code_expires_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	CONSTRAINT "approver_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "batch" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"customer_code" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batch_terminal" (
	"batch_id" text NOT NULL,
	"serial" text NOT NULL,
	CONSTRAINT "batch_terminal_batch_id_serial_pk" PRIMARY KEY("batch_id","serial")
);
--> statement-breakpoint
CREATE TABLE "bench_link" (
	"bench_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "bench_link_bench_id_seq_pk" PRIMARY KEY("bench_id","seq")
);
--> statement-breakpoint
CREATE TABLE "bench" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"seen_at" bigint NOT NULL,
	"fault_at" bigint,
	"fault" text
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"op_id" text NOT NULL,
	"serial" text NOT NULL,
	"customer_code" text NOT NULL,
	"again" boolean NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"leased_until" bigint NOT NULL,
	"code" text,
	"reason" text,
	"created_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "kms_route" (
	"customer_code" text PRIMARY KEY NOT NULL,
	"method" text NOT NULL,
	"address" text NOT NULL,
	"kms_id" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"issuer" "bytea" NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operation" (
	"op_id" text PRIMARY KEY NOT NULL,
	"bench_id" text NOT NULL,
	"bench_key" text NOT NULL,
	"request_hash" text NOT NULL,
	"serial" text NOT NULL,
	"model" text NOT NULL,
	"pos_certificate" text,
	"batch_id" text,
	"customer_code" text NOT NULL,
	"changes_from" text,
	"association_revision" integer NOT NULL,
	"nonce" text NOT NULL,
	"kms_certificate" "bytea" NOT NULL,
	"kms_issuer" "bytea" NOT NULL,
	"ticket" "bytea" NOT NULL,
	"ahead" boolean NOT NULL,
	"state" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"capture_hash" text,
	"confirmed_by" text,
	"approved_by" text,
	"receipt" "bytea",
	"accepted_at" bigint,
	"delivered_at" bigint,
	CONSTRAINT "operation_nonce_unique" UNIQUE("nonce")
);
--> statement-breakpoint
CREATE TABLE "record_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "record" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"details" text NOT NULL,
	"hash" text NOT NULL,
	"signature" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sealed_key" (
	"op_id" text PRIMARY KEY NOT NULL,
	"serial" text NOT NULL,
	"customer_code" text NOT NULL,
	"cms" "bytea" NOT NULL,
	"kcv" text NOT NULL,
	"header" text NOT NULL,
	"accepted_at" bigint NOT NULL,
	"state" text NOT NULL,
	"acknowledged_at" bigint,
	"retired_at" bigint
);
--> statement-breakpoint
CREATE TABLE "terminal" (
	"serial" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"customer_code" text NOT NULL,
	"association_revision" integer NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_customer_code_customer_code_fk" FOREIGN KEY ("customer_code") REFERENCES "public"."customer"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_terminal" ADD CONSTRAINT "batch_terminal_batch_id_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_op_id_sealed_key_op_id_fk" FOREIGN KEY ("op_id") REFERENCES "public"."sealed_key"("op_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kms_route" ADD CONSTRAINT "kms_route_customer_code_customer_code_fk" FOREIGN KEY ("customer_code") REFERENCES "public"."customer"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminal" ADD CONSTRAINT "terminal_customer_code_customer_code_fk" FOREIGN KEY ("customer_code") REFERENCES "public"."customer"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_due" ON "delivery" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "delivery_op" ON "delivery" USING btree ("op_id");--> statement-breakpoint
CREATE INDEX "operation_serial" ON "operation" USING btree ("serial","created_at");--> statement-breakpoint
CREATE INDEX "operation_open" ON "operation" USING btree ("bench_id","state");--> statement-breakpoint
CREATE INDEX "sealed_key_serial" ON "sealed_key" USING btree ("serial","accepted_at");--> statement-breakpoint
CREATE INDEX "terminal_customer" ON "terminal" USING btree ("customer_code");