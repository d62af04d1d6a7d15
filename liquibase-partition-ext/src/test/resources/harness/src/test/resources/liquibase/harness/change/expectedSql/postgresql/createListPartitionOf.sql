CREATE TABLE public.harness_customers (region TEXT) PARTITION BY LIST ("region")
CREATE TABLE "public"."harness_eu" PARTITION OF "public"."harness_customers" FOR VALUES IN ('de','fr',NULL)
CREATE TABLE "public"."harness_customers_default" PARTITION OF "public"."harness_customers" DEFAULT
