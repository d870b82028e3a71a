//! Whose address it is: the thing that the path names, by its id or by its code, found before
//! anything that depends on it.

use std::str::FromStr;

use uuid::Uuid;

use super::Call;
use crate::access::Seen;
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::http::route::Method;
use crate::http::thing::{Guard, Of, Thing};
use crate::ids::Id;

/// Whether a part of an address is an id, in the one spelling that ids have. A code may look like another.
fn is_id(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

impl Call {
    /// The thing of the address, to be asked for before anything that depends on it.
    fn guard(&self) -> Option<Guard> {
        let Some(Of::Thing(thing)) = self.mounted.route.of else { return None };
        let (_, id) = self.params.first()?;
        Some(Guard { thing, id: id.clone(), system: self.state.access.system() })
    }

    /// Puts the id in place of the code by which the address names its thing, where it does: in the register
    /// as it was at the instant that is asked about. From then on the address is the one with the id, for
    /// whatever is kept of it (a key, a cursor, that somebody read).
    async fn reads_its_code(&mut self) -> Result<(), Error> {
        let Some(Of::Thing(Thing { name, coded: Some(coded), .. })) = self.mounted.route.of else { return Ok(()) };
        let Some((_, code)) = self.params.first().filter(|(_, text)| self.caller.is_some() && !is_id(text)).cloned() else {
            return Ok(());
        };
        let found = self.snapshot_inline(move |read| (coded.id)(read, &code)).await?;
        let id = found.ok_or(Error::NotFound(name))?;
        if let Some((param, text)) = self.params.first_mut() {
            self.path = self.mounted.route.path.replace(&format!("{{{param}}}"), &id);
            *text = id;
        }
        Ok(())
    }

    /// That the thing of the address is there, for whoever asks. Where nothing of its kind is
    /// hidden from them, a route that reads says so itself and saves a look.
    ///
    /// # Errors
    /// `NotFound`.
    pub(in crate::http) async fn finds_its_thing(&mut self) -> Result<(), Error> {
        self.reads_its_code().await?;
        let (Some(guard), Some(caller)) = (self.guard(), self.caller.clone()) else { return Ok(()) };
        if self.mounted.route.method != Method::Get || !guard.is_open_to(&caller) {
            let asked = guard.clone();
            self.state.access.reader().snapshot_inline(caller.register, move |read| asked.admit(read, &caller)).await?;
        }
        self.admitted = Some(guard);
        Ok(())
    }

    /// The thing of the address, to which whoever asks was admitted.
    ///
    /// # Errors
    /// `NotFound` for what is no id; a fault on a route of another kind of thing, or of none.
    pub fn seen<I: Id>(&self) -> Result<Seen<I>, Error> {
        let nothing = || Fault::Other(format!("{:?}: nobody was admitted to a {} there", self.mounted.route, I::KIND));
        self.admitted.as_ref().ok_or_else(nothing)?.seen()
    }

    /// What a parameter of the query names, by its id or its code.
    ///
    /// # Errors
    /// `Malformed` for a code that nothing has here, naming the parameter.
    pub async fn named<I: FromStr + Send + 'static>(
        &self,
        parameter: &'static str,
        text: Option<String>,
        by_code: fn(&mut Read<'_>, &str) -> Result<Option<I>, Fault>,
    ) -> Result<Option<I>, Error> {
        let Some(text) = text else { return Ok(None) };
        if let Ok(id) = text.parse() {
            return Ok(Some(id));
        }
        let code = text.clone();
        let found = self.snapshot_inline(move |read| Ok(by_code(read, &code)?)).await?;
        let unknown = || {
            let detail = format!("There is no {parameter} '{text}' here. Name one by its code or its id, as a list of them shows it.");
            Error::unknown_in_query(parameter, detail)
        };
        found.ok_or_else(unknown).map(Some)
    }

    /// What is asked again under the lock, where it may have become otherwise: the permission of
    /// this route, and that its thing is still for this caller to see.
    pub(super) fn still(&self) -> Result<impl Fn(&mut Read<'_>) -> Result<(), Error> + Send + 'static, Error> {
        let (permit, guard) = (self.permit()?, self.guard());
        Ok(move |read: &mut Read<'_>| {
            let caller = permit.still(read)?;
            guard.as_ref().map_or(Ok(()), |guard| guard.still(read, &caller))
        })
    }
}
