DROP INDEX decision_by_decides_again;
ALTER TABLE decision DROP COLUMN decides_again;
ALTER TABLE item DROP COLUMN decides_again;
DROP INDEX audit_leaf_determination;
DROP TABLE determination;
