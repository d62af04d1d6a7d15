CREATE TABLE public.harness_sessions (id UUID) PARTITION BY HASH ("id")
CREATE TABLE "public"."harness_sessions_0" PARTITION OF "public"."harness_sessions" FOR VALUES WITH (MODULUS 2, REMAINDER 0)
