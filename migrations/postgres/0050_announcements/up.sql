-- Who announced a ballot and on which day, and what was to follow where it did not carry.
ALTER TABLE ballot ADD COLUMN announced_by TEXT;
ALTER TABLE ballot ADD COLUMN announced_on TEXT;
ALTER TABLE ballot ADD COLUMN if_not_carried TEXT;
