-- What effect an outcome has as it was corrected: by itself, once it is confirmed, or none.
ALTER TABLE correction ADD COLUMN effect TEXT CHECK (effect IN ('takes', 'waits', 'without'));
