-- What is asked of people, bodies, interests and accounts is found by what it is asked of, however
-- many others there are. Each index ends in the order in which its rows are told.
DROP INDEX declaration_by_person;
CREATE INDEX declaration_by_person ON declaration (register_id, person, id);
DROP INDEX declaration_by_organisation;
CREATE INDEX declaration_by_organisation ON declaration (register_id, organisation, id);
CREATE INDEX declaration_by_organisation_and_status ON declaration (register_id, organisation, status, id);
CREATE INDEX declaration_by_status ON declaration (register_id, status, id);
CREATE INDEX declaration_by_meeting ON declaration (register_id, meeting, declared) WHERE meeting IS NOT NULL;
CREATE INDEX membership_by_person ON membership (register_id, person, from_date);
CREATE INDEX membership_by_committee ON membership (register_id, committee, id);
CREATE INDEX stake_by_holder ON stake (register_id, holder, body);
CREATE INDEX stake_by_body ON stake (register_id, body, holder);
CREATE INDEX committee_by_organisation ON committee (register_id, organisation, id);
-- A code is one code in whatever case it is written.
CREATE INDEX organisation_by_any_case ON organisation (lower(code), register_id);
CREATE INDEX person_by_any_case ON person (lower(code), register_id);
CREATE INDEX committee_by_any_case ON committee (lower(code), register_id);
CREATE INDEX account_role_by_role ON account_role (register_id, role, tenant_id, account_id);
CREATE INDEX one_time_token_by_account ON one_time_token (register_id, account_id);
-- Answers kept for retries are thrown away register by register, the oldest first.
DROP INDEX idempotency_at;
CREATE INDEX idempotency_by_age ON idempotency (register_id, at);
