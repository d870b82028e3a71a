DROP TABLE ruling;
