DROP TABLE election;
