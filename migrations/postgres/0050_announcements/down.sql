ALTER TABLE ballot DROP COLUMN if_not_carried;
ALTER TABLE ballot DROP COLUMN announced_on;
ALTER TABLE ballot DROP COLUMN announced_by;
