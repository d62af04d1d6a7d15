CREATE TABLE public.harness_ahash (n INTEGER) PARTITION BY HASH ("n")
CREATE TABLE public.harness_ahash_1 (n INTEGER)
ALTER TABLE "public"."harness_ahash" ATTACH PARTITION "public"."harness_ahash_1" FOR VALUES WITH (MODULUS 2, REMAINDER 0)
