//! Databases made beside the one an address names, for work that must not touch it: a rehearsal.

use super::backend::Address;
use crate::fault::Fault;

impl Address {
    /// The address of another database of the same server; none for a file.
    #[must_use]
    pub fn sibling(&self, name: &str) -> Option<Self> {
        let Self::Server(url) = self else { return None };
        let (base, parameters) = url.split_once('?').map_or((url.as_str(), None), |(base, rest)| (base, Some(rest)));
        let (scheme, rest) = base.split_once("://")?;
        let authority = rest.split('/').next().unwrap_or_default();
        let parameters = parameters.map_or_else(String::new, |parameters| format!("?{parameters}"));
        Some(Self::Server(format!("{scheme}://{authority}/{name}{parameters}")))
    }

    /// Makes a database beside the one this address names, and gives its address.
    ///
    /// # Errors
    /// A file, which has nothing beside it; what the server says.
    pub fn make_scratch_database(&self, name: &str) -> Result<Self, Fault> {
        let made = self.sibling(name).ok_or_else(|| Fault::Other("a file has no database beside it".into()))?;
        self.administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"))?;
        Ok(made)
    }

    /// Drops a database made so, whoever is still connected to it.
    ///
    /// # Errors
    /// What the server says.
    pub fn drop_scratch_database(&self, name: &str) -> Result<(), Fault> {
        self.administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    }
}
