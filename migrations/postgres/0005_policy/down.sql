DROP TABLE policy_adoption;
