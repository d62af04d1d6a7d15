INSERT INTO "App data"."Events" VALUES (1, now());
