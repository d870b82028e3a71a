DROP TABLE stake;
DROP TABLE organisation_commissioner;
DROP TABLE organisation;
