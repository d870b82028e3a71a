-- What effect an outcome has as it was corrected: `takes` by itself, `waits` until it is confirmed, or `without`.
ALTER TABLE correction ADD COLUMN effect TEXT;
