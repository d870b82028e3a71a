ALTER TABLE declaration DROP COLUMN entered;
