-- The entry by which an interest was declared, from which on it is known: none of a draft.
ALTER TABLE declaration ADD COLUMN entered INTEGER;
UPDATE declaration SET entered = made.entry
FROM (
    SELECT register_id, CAST(substr(leaf, instr(leaf, CAST('"declaration:' AS BLOB)) + 13, 36) AS TEXT) AS id, max(idx) AS entry
    FROM audit_leaf
    WHERE instr(leaf, CAST('"kind":"interest.declared"' AS BLOB)) > 0
       OR instr(leaf, CAST('"kind":"interest.submitted"' AS BLOB)) > 0
       OR instr(leaf, CAST('"kind":"nil.declared"' AS BLOB)) > 0
    GROUP BY 1, 2
) AS made
WHERE made.register_id = declaration.register_id AND made.id = declaration.id AND declaration.status <> 'draft';
