DROP INDEX audit_leaf_determination;
DROP TABLE determination;
