CREATE TABLE public.harness_adefa (n INTEGER) PARTITION BY LIST ("n")
CREATE TABLE public.harness_adefa_1 (n INTEGER)
ALTER TABLE "public"."harness_adefa" ATTACH PARTITION "public"."harness_adefa_1" DEFAULT
