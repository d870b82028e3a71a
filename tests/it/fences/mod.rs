//! What keeps the house in order: each fence reads the source, or both databases, and names what
//! crosses it.

mod append_only;
mod by_address;
mod contract;
mod fault_at_every_statement;
mod imports;
mod locations;
mod permits;
mod plans;
mod rooms;
mod routes_audited;
mod rulebook;
mod schema_parity;
mod sight;
mod source;
