CREATE TABLE "announcement" (
	"bench_id" text PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"tries" integer NOT NULL,
	"used_at" bigint,
	"key_hash" text,
	"request" "bytea",
	"serial" text,
	CONSTRAINT "announcement_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "bench_certificate" (
	"serial" text PRIMARY KEY NOT NULL,
	"bench_id" text NOT NULL,
	"key_hash" text NOT NULL,
	"why" text NOT NULL,
	"at" bigint NOT NULL,
	"not_after" bigint,
	"certificate" "bytea",
	"issuer" "bytea"
);
--> statement-breakpoint
CREATE TABLE "closed_bench" (
	"bench_id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"by" text NOT NULL,
	"why" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model" (
	"name" text PRIMARY KEY NOT NULL,
	"algorithm" text NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "bench_certificate_bench" ON "bench_certificate" USING btree ("bench_id","at");--> statement-breakpoint
CREATE INDEX "operation_ended" ON "operation" USING btree ("state","expires_at");--> statement-breakpoint
CREATE INDEX "operation_batch" ON "operation" USING btree ("batch_id");