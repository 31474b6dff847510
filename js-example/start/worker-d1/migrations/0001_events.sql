CREATE TABLE events (dedupe_key TEXT UNIQUE, body BLOB NOT NULL, problem TEXT);
-- Amounts are exact decimals, so they are text. Add them up with a decimal library.
CREATE TABLE credits (transaction_key TEXT PRIMARY KEY, user_id TEXT NOT NULL, amount TEXT NOT NULL);
