CREATE TABLE public.harness_arang (n INTEGER) PARTITION BY RANGE ("n")
CREATE TABLE public.harness_arang_1 (n INTEGER)
ALTER TABLE "public"."harness_arang" ATTACH PARTITION "public"."harness_arang_1" FOR VALUES FROM ('1') TO ('10')
