-- By which strike a borrowing was struck.
ALTER TABLE co_option ADD COLUMN struck TEXT;
