ALTER TABLE co_option DROP COLUMN struck;
