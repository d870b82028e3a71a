//! How much one request, one account and one network may take of a server. Settable, so that what
//! happens at a limit can be tried in less time than it takes to reach those of production.

use std::time::Duration;

use crate::http::listing::spool;

/// Bytes of bodies that have not arrived whole.
#[derive(Debug, Clone, Copy)]
pub struct Arriving {
    /// From whoever is not signed in: of one network, and of all.
    pub network: usize,
    pub strangers: usize,
    /// From whoever is: of one account, and of all.
    pub account: usize,
    pub accounts: usize,
}

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A request has so long to arrive and be answered.
    pub deadline: Duration,
    pub tables: spool::Bounds,
    pub arriving: Arriving,
    /// Connections that one network may have open, where no proxy stands before us.
    pub connections: usize,
    /// How long a server that is told to stop answers on, to tell its clients.
    pub drain: Duration,
}

const MIB: usize = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(30),
            tables: spool::Bounds::default(),
            arriving: Arriving { network: MIB, strangers: 8 * MIB, account: 32 * MIB, accounts: 64 * MIB },
            connections: 1024,
            drain: Duration::from_secs(1),
        }
    }
}
