DROP TABLE audit_key;
