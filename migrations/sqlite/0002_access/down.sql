DROP TABLE sign_in_failure;
DROP TABLE one_time_token;
DROP TABLE refresh_token;
DROP TABLE session;
DROP TABLE account_person;
DROP TABLE account_role;
DROP TABLE account;
