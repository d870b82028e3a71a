DROP TABLE minutes;
DROP TABLE correction;
DROP TABLE decision;
