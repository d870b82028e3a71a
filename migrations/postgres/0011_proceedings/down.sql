DROP TABLE phase;
DROP TABLE naming;
