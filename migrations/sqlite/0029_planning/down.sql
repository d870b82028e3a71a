DROP TABLE standing_list;
ALTER TABLE item DROP COLUMN taken_off_at;
ALTER TABLE item DROP COLUMN taken_off_because;
ALTER TABLE item DROP COLUMN taken_off;
