CREATE TABLE public.harness_events (id BIGINT, at TIMESTAMP WITH TIME ZONE, CONSTRAINT harness_events_pkey PRIMARY KEY (id, at)) PARTITION BY RANGE ("at")
CREATE TABLE "public"."harness_events_1" PARTITION OF "public"."harness_events" FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')
