ALTER TABLE attendance DROP COLUMN expected_deputy;
