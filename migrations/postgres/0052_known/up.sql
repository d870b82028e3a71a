-- The entry by which an interest was declared, from which on it is known: none of a draft.
ALTER TABLE declaration ADD COLUMN entered BIGINT;
UPDATE declaration SET entered = made.entry
FROM (
    SELECT register_id, substr(says, strpos(says, '"declaration:') + 13, 36) AS id, max(idx) AS entry
    FROM (SELECT register_id, idx, convert_from(leaf, 'UTF8') AS says FROM audit_leaf) AS told
    WHERE strpos(says, '"kind":"interest.declared"') > 0
       OR strpos(says, '"kind":"interest.submitted"') > 0
       OR strpos(says, '"kind":"nil.declared"') > 0
    GROUP BY 1, 2
) AS made
WHERE made.register_id = declaration.register_id AND made.id = declaration.id AND declaration.status <> 'draft';
