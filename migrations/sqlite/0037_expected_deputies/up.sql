-- With apologies, who is expected to come in the stead of whoever sent them.
ALTER TABLE attendance ADD COLUMN expected_deputy TEXT;
