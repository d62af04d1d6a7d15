CREATE TABLE public.harness_add_index (n INTEGER) PARTITION BY LIST ("n")
CREATE TABLE "public"."harness_add_index_1" PARTITION OF "public"."harness_add_index" FOR VALUES IN ('1')
CREATE INDEX "harness_added" ON ONLY "public"."harness_add_index" ("n")
CREATE INDEX CONCURRENTLY "harness_added_3147965" ON "public"."harness_add_index_1" ("n")
ALTER INDEX "public"."harness_added" ATTACH PARTITION "public"."harness_added_3147965"
