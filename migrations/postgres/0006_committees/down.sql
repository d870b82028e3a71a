DROP TABLE membership;
DROP TABLE terms;
DROP TABLE committee;
