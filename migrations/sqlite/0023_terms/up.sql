-- Of a committee, `yes` where NHS England has delegated the commissioning of primary care to it.
ALTER TABLE committee ADD COLUMN delegated_primary_care TEXT;
-- Of an item for ratification, the item whose decision it confirms.
ALTER TABLE item ADD COLUMN confirms TEXT;
-- The items that confirm the decision of another.
CREATE INDEX item_by_confirms ON item (register_id, confirms);
