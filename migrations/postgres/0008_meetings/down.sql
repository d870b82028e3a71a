DROP TABLE paper;
DROP TABLE item;
DROP TABLE meeting_committee;
DROP TABLE meeting;
