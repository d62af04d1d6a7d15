CREATE TABLE public.harness_t (n INTEGER) PARTITION BY LIST ("n")
CREATE TABLE "public"."harness_1" PARTITION OF "public"."harness_t" FOR VALUES IN ('1')
ALTER TABLE "public"."harness_t" DETACH PARTITION "public"."harness_1"
ALTER TABLE "public"."harness_t" ATTACH PARTITION "public"."harness_1" FOR VALUES IN ('2')
CREATE TABLE "public"."harness_copy" (LIKE "public"."harness_1" INCLUDING ALL)
