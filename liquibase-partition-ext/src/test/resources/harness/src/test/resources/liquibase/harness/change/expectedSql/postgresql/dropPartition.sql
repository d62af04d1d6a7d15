CREATE TABLE public.harness_drop (n INTEGER) PARTITION BY LIST ("n")
CREATE TABLE "public"."harness_drop_1" PARTITION OF "public"."harness_drop" FOR VALUES IN ('1')
ALTER TABLE "public"."harness_drop" DETACH PARTITION "public"."harness_drop_1"
DROP TABLE "public"."harness_drop_1"
