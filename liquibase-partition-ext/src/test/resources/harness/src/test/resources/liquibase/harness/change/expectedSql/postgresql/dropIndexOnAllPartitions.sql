CREATE TABLE public.harness_drop_index (n INTEGER) PARTITION BY LIST ("n")
CREATE TABLE "public"."harness_drop_index_1" PARTITION OF "public"."harness_drop_index" FOR VALUES IN ('1')
CREATE INDEX "harness_dropped" ON ONLY "public"."harness_drop_index" ("n")
CREATE INDEX CONCURRENTLY "harness_dropped_873384d" ON "public"."harness_drop_index_1" ("n")
ALTER INDEX "public"."harness_dropped" ATTACH PARTITION "public"."harness_dropped_873384d"
DROP INDEX "public"."harness_dropped"
