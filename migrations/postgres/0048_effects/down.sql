ALTER TABLE correction DROP COLUMN effect;
