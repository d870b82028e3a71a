//! Whose address it is: the thing that the path names, by its id or by its code, found before
//! anything that depends on it.

use std::str::FromStr;

use uuid::Uuid;

use super::Call;
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::http::route::Method;
use crate::http::thing::{Guard, Of, Thing};

impl Call {
    /// The thing of the address, to be asked for before anything that depends on it.
    fn guard(&self) -> Option<Guard> {
        let Some(Of::Thing(thing)) = self.mounted.route.of else { return None };
        let (_, id) = self.params.first()?;
        Some(Guard { thing, id: id.clone(), system: self.state.access.system() })
    }

    /// Puts the id in place of the code by which the address names its thing, where it does.
    async fn reads_its_code(&mut self) -> Result<(), Error> {
        let (Some(Of::Thing(Thing { name, coded: Some(coded), .. })), Some(caller)) = (self.mounted.route.of, &self.caller) else {
            return Ok(());
        };
        let register = caller.register;
        let Some((_, text)) = self.params.first_mut().filter(|(_, text)| Uuid::try_parse(text).is_err()) else { return Ok(()) };
        let code = text.clone();
        let id = self.state.access.reader().snapshot_inline(register, move |read| (coded.id)(read, &code)).await?;
        *text = id.ok_or(Error::NotFound(name))?;
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
        if self.mounted.route.method == Method::Get && guard.is_open_to(&caller) {
            return Ok(());
        }
        self.state.access.reader().snapshot_inline(caller.register, move |read| guard.admit(read, &caller)).await
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
