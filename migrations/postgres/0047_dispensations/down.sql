DROP TABLE dispensation;
