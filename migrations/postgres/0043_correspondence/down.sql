DROP TABLE call_in;
ALTER TABLE meeting DROP COLUMN replies_until;
