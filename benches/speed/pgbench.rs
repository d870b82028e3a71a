//! The yardstick of a write: PostgreSQL's own load generator inserting a row and an audit row in one transaction, in its
//! default (simple) protocol, everything forced to the disk.

use crate::postgres::{Durability, Server};
use std::fs;
use std::process::Command;

const TABLES: &str = "
    CREATE TABLE declaration (
        register_id text NOT NULL, id text NOT NULL, person_id text NOT NULL, body text NOT NULL, made_at text NOT NULL,
        PRIMARY KEY (register_id, id));
    CREATE TABLE audit (
        register_id text NOT NULL, idx bigserial NOT NULL, at text NOT NULL, leaf bytea NOT NULL,
        PRIMARY KEY (register_id, idx));";

/// About the size of a declaration and of its entry.
const INSERT: &str = "\
BEGIN;
INSERT INTO declaration VALUES ('r1', gen_random_uuid()::text, 'p1', repeat('a financial interest ', 12), '2018-03-06T09:00:00.000000Z');
INSERT INTO audit (register_id, at, leaf) VALUES ('r1', '2018-03-06T09:00:00.000000Z', decode(repeat('c0ffee00', 128), 'hex'));
COMMIT;
";

/// A server with the tables, ready for as many rounds as are wanted.
pub struct Yardstick {
    server: Server,
}

impl Yardstick {
    pub fn start() -> Result<Self, String> {
        let server = Server::start(Durability::Durable, &[]).map_err(|missing| missing.to_string())?;
        let (tables, insert) = (server.folder().join("tables.sql"), server.folder().join("insert.sql"));
        fs::write(&tables, TABLES).and_then(|()| fs::write(&insert, INSERT)).map_err(|e| e.to_string())?;
        // pgbench runs any statements, so that no other client is needed.
        output_of(server.program("pgbench", "postgres").args(["-n", "-c", "1", "-t", "1", "-f"]).arg(tables))?;
        Ok(Self { server })
    }

    /// Transactions a second, from `clients` connections.
    pub fn transactions_a_second(&self, clients: usize, seconds: u64) -> Result<f64, String> {
        let mut pgbench = self.server.program("pgbench", "postgres");
        pgbench.args(["-n", "-j", "2", "-c", &clients.to_string(), "-T", &seconds.to_string(), "-f"]);
        let told = output_of(pgbench.arg(self.server.folder().join("insert.sql")))?;
        let tps = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.ok_or_else(|| format!("pgbench told no tps, but: {told}"))
    }
}

fn output_of(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("pgbench: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))
}
