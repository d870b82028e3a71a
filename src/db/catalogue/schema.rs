//! What a database is made of beside its rows, and what it says itself of its storage.

#![expect(clippy::disallowed_methods, reason = "what a database says of itself is asked in its own words")]

use std::collections::BTreeMap;

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};

use super::{Conn, quoted};
use crate::db::backend::catalogue::FILE_SCHEMA;
use crate::fault::Fault;

/// A thing of the schema: a table, a column, an index, a constraint, a trigger ...
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub table: String,
    pub kind: String,
    pub name: String,
}

/// What a database says of its own storage.
#[derive(Debug, Default)]
pub struct Storage {
    pub found: Vec<String>,
    /// Why it was not asked, or not all of it.
    pub unasked: Option<String>,
}

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = diesel::sql_types::Text)]
    tab: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    kind: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// Each part in the words of the server itself, less the name of the schema they are in. A name is
/// text from the first line on: two names in one would be cut to the length of one.
const SERVER: &str = "WITH here AS (SELECT current_schema()::regnamespace::oid AS oid, quote_ident(current_schema()) || '.' AS prefix), \
    parts (tab, kind, name, text) AS ( \
    SELECT c.relname, CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view' WHEN 'S' THEN 'sequence' \
        ELSE 'relation' END, c.relname::text, concat('kind ', c.relkind, ', persistence ', c.relpersistence, \
        CASE WHEN c.relrowsecurity THEN ', row security' END, CASE WHEN c.relforcerowsecurity THEN ' forced' END, \
        CASE WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid) THEN ', has children' END, \
        CASE WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid) THEN ', is a child' END) \
        FROM pg_class c, here WHERE c.relnamespace = here.oid AND c.relkind NOT IN ('i', 'I', 't', 'c') \
    UNION ALL SELECT c.relname, 'column', a.attname, concat(format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END, \
        CASE WHEN a.attcollation <> 0 THEN ' collate ' || a.attcollation::regcollation::text END, \
        CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text END, CASE WHEN a.attgenerated <> '' THEN ' generated ' || a.attgenerated::text END, \
        CASE WHEN d.oid IS NOT NULL THEN ' default ' || pg_get_expr(d.adbin, d.adrelid) END) \
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN here LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
        WHERE c.relnamespace = here.oid AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped \
    UNION ALL SELECT t.relname, 'index', c.relname, concat(pg_get_indexdef(i.indexrelid), CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN ' (not in use)' END) \
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid CROSS JOIN here WHERE c.relnamespace = here.oid \
        AND t.relkind <> 't' \
    UNION ALL SELECT COALESCE(t.relname, ''), 'constraint', concat(t.relname, '.', k.conname), concat(pg_get_constraintdef(k.oid), CASE WHEN NOT k.convalidated THEN ' (not valid)' END) \
        FROM pg_constraint k CROSS JOIN here LEFT JOIN pg_class t ON t.oid = k.conrelid WHERE k.connamespace = here.oid AND k.contype <> 'n' \
    UNION ALL SELECT c.relname, 'trigger', t.tgname, concat(pg_get_triggerdef(t.oid), ' (', t.tgenabled, ') ', p.prosrc) \
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid CROSS JOIN here \
        WHERE c.relnamespace = here.oid AND NOT t.tgisinternal \
    UNION ALL SELECT c.relname, 'references', c.relname, string_agg(t.tgenabled::text, '' ORDER BY t.tgenabled::text) \
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid CROSS JOIN here WHERE c.relnamespace = here.oid AND t.tgisinternal GROUP BY c.relname \
    UNION ALL SELECT c.relname, 'policy', p.polname, concat(p.polcmd, ' ', p.polpermissive, ' ', pg_get_expr(p.polqual, p.polrelid), ' / ', pg_get_expr(p.polwithcheck, p.polrelid)) \
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid CROSS JOIN here WHERE c.relnamespace = here.oid \
    UNION ALL SELECT c.relname, 'rule', r.rulename, pg_get_ruledef(r.oid) \
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class CROSS JOIN here WHERE c.relnamespace = here.oid \
    UNION ALL SELECT '', 'function', concat(p.proname, '(', pg_get_function_identity_arguments(p.oid), ')'), \
        concat(p.prosecdef, ' ', array_to_string(p.proconfig, ','), ' ', p.prosrc) \
        FROM pg_proc p CROSS JOIN here WHERE p.pronamespace = here.oid AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') \
    UNION ALL SELECT '', 'type', t.typname, concat(t.typtype, ' ', format_type(t.typbasetype, t.typtypmod)) \
        FROM pg_type t CROSS JOIN here WHERE t.typnamespace = here.oid AND t.typrelid = 0 AND t.typelem = 0 \
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e') \
    ) SELECT tab::text AS tab, kind::text AS kind, name::text AS name, replace(text, here.prefix, '') AS text FROM parts, here";

impl Conn {
    /// What is done on it may take long, and wait in between.
    pub(crate) fn takes_its_time(&mut self) -> Result<(), Fault> {
        if self.is_server() {
            self.batch_execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;")?;
        }
        Ok(())
    }

    /// All that a database is made of, and the migrations that made it.
    pub(crate) fn schema(&mut self) -> Result<BTreeMap<Place, String>, Fault> {
        let rows: Vec<Part> = sql_query(if self.is_server() { SERVER } else { FILE_SCHEMA }).load(self)?;
        let mut all: BTreeMap<Place, String> =
            rows.into_iter().map(|Part { tab, kind, name, text }| (Place { table: tab, kind, name }, text)).collect();
        for name in self.applied()? {
            all.insert(Place { table: "__diesel_schema_migrations".to_owned(), kind: "migration".to_owned(), name }, String::new());
        }
        Ok(all)
    }

    /// As `schema`, of one made anew beside it, of which nothing stays.
    pub(in crate::db) fn schema_made_beside(&mut self) -> Result<BTreeMap<Place, String>, Fault> {
        type Manager = <Conn as Connection>::TransactionManager;
        let name = quoted(&format!("quorate_as_made_{}", uuid::Uuid::now_v7().simple()));
        Manager::begin_transaction(self)?;
        let made = self.batch_execute(&format!("CREATE SCHEMA {name}; SET LOCAL search_path TO {name};")).map_err(Fault::from);
        let made = made.and_then(|()| self.run_migrations()).and_then(|_| self.schema());
        Manager::rollback_transaction(self)?;
        made
    }

    /// What the database says of its own storage.
    pub(crate) fn storage(&mut self) -> Result<Storage, Fault> {
        if self.is_server() {
            return self.storage_of_a_server();
        }
        Ok(Storage { found: self.damage()?, unasked: None })
    }

    fn storage_of_a_server(&mut self) -> Result<Storage, Fault> {
        let place = self.words("SELECT quote_ident(n.nspname) AS word FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'")?;
        let Some(place) = place.first() else {
            let unasked =
                Some("the server's indexes were not checked against its tables, for its extension amcheck is not installed".to_owned());
            return Ok(Storage { found: Vec::new(), unasked });
        };
        let indexes = self.words(
            "SELECT i.indexrelid::text AS word FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam \
             WHERE a.amname = 'btree' AND c.relnamespace = current_schema()::regnamespace AND i.indisvalid ORDER BY c.relname",
        )?;
        let mut storage = Storage::default();
        for index in indexes {
            let query = format!("SELECT 'ok' AS word FROM {place}.bt_index_check({index}::regclass, true)");
            match self.transaction(|conn| conn.words(&query)) {
                Ok(_) => {}
                Err(Fault::Database(diesel::result::Error::DatabaseError(_, info))) if info.message().contains("permission denied") => {
                    storage.unasked = Some(format!("the server's indexes were not checked against its tables: {}", info.message()));
                    break;
                }
                Err(Fault::Database(diesel::result::Error::DatabaseError(_, info))) => storage.found.push(info.message().to_owned()),
                Err(fault) => return Err(fault),
            }
        }
        Ok(storage)
    }
}
