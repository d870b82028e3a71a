DROP TABLE casting_vote;
DROP TABLE vote;
