DROP INDEX item_by_carried_from;
DROP TABLE urgent_decision;
DROP TABLE reopening;
DROP TABLE minute_correction;
DROP TABLE co_option;
DROP TABLE adjournment;
DROP TABLE nil_statement;
DROP TABLE strike;
