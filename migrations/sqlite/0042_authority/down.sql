ALTER TABLE item DROP COLUMN agenda_part;
DROP TABLE authority_change;
