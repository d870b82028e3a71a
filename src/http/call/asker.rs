//! Whoever asks: from where, as opaque words, and how much they may still do.

use super::Call;
use crate::access::network::network_of;
use crate::access::{Scope, secret};
use crate::fault::Error;
use crate::ids::AccountId;

impl Call {
    /// Where the request came from, as one opaque word: address and program, for telling one
    /// client from another.
    #[must_use]
    pub fn client(&self) -> String {
        let agent = self.header("User-Agent").unwrap_or_default();
        secret::hex(&self.state.access.mac().tag("client", &[self.client.as_bytes(), agent.as_bytes()]))
    }

    /// Whose acts are counted, and whether they act for their own person alone.
    pub(in crate::http) fn acting(&self) -> Option<(AccountId, bool)> {
        let caller = self.caller.as_ref()?;
        Some((caller.account, self.scope().is_ok_and(|scope| scope == Scope::Own)))
    }

    /// Whether whoever asks may act now: for a read that leaves an entry.
    ///
    /// # Errors
    /// `TryLater`.
    pub fn may_act(&self) -> Result<(), Error> {
        self.acting().map_or(Ok(()), |(account, own)| self.state.access.pace().may_act(account, own))
    }

    /// A read has left an entry.
    pub fn acted(&self) {
        if let Some((account, own)) = self.acting() {
            self.state.access.pace().acted(account, own);
        }
    }

    /// The network of the client, as an opaque word.
    #[must_use]
    pub fn network(&self) -> String {
        secret::hex(&self.state.access.mac().tag("network", &[network_of(&self.client).as_bytes()]))
    }

    /// The seconds that strangers of its network are to wait, where too many have come.
    #[must_use]
    pub const fn hurried(&self) -> Option<u32> {
        self.hurried
    }
}
