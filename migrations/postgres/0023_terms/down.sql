DROP TABLE ballot;
DROP INDEX item_by_confirms;
ALTER TABLE item DROP COLUMN confirms;
ALTER TABLE committee DROP COLUMN delegated_primary_care;
