DROP INDEX refusal_lately;
DROP INDEX refresh_token_spent;
DROP INDEX session_closed;
DROP INDEX session_expires;
DROP INDEX sign_in_failure_last;
ALTER TABLE sign_in_failure DROP COLUMN networks;
DROP TABLE account_notice;
DROP TABLE account_place;
