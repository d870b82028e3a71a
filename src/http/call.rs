//! One request, as a handler sees it: who asks, for what, with which body, and the two ways to
//! the register (look, record). Everything that can be wrong in form is refused in here.

mod asker;
mod reckoning;
mod tables;
mod whose;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use validator::Validate;

use super::accept::prefers;
use super::answer::Answer;
use super::body::{checks, json, query};
use super::precondition;
use super::state::AppState;
use super::thing::{Guard, just_made};
use super::trace::Names;
use super::turns::Work;
use crate::access::{Access, Caller, Permit, Scope, Seen, secret};
use crate::actor::{Actor, IdempotencyKey, Via};
use crate::audit::canonical;
use crate::audit::ledger::{Change, Recorded};
use crate::db::aside::aside;
use crate::db::{Patience, Read};
use crate::fault::{Error, Fault, Malformed};
use crate::http::listing::page::{Page, Question};
use crate::http::listing::row_cache::RowCache;
use crate::http::listing::table::Format;
use crate::ids::{Id, PersonId, RegisterId};
use crate::moment::Instant;

use super::route::{BodyKind, Key, Method, Permission, RouteEntry};

/// Parameters of the frame itself, which no route's own struct needs to know.
const OURS: [&str; 6] = ["limit", "cursor", "count", "sort", "known_at", "bom"];

pub struct Call {
    pub(super) state: Arc<AppState>,
    pub(super) mounted: Arc<RouteEntry>,
    pub(super) caller: Option<Caller>,
    /// The guard that let the caller in to the thing of the address.
    pub(super) admitted: Option<Guard>,
    pub(super) params: Vec<(&'static str, String)>,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) path: String,
    pub(super) raw_query: String,
    pub(super) names: Names,
    pub(super) client: String,
    /// The seconds that strangers of its network are to wait, where too many have come.
    pub(super) hurried: Option<u32>,
    pub(super) suffix: Option<Format>,
}

/// A body as its type, as it is read when it is sent by this method.
///
/// # Errors
/// `Malformed`; `Invalid`, naming each field that is wrong.
pub(in crate::http) fn read_body<T: DeserializeOwned + Validate>(body: &[u8], method: Method) -> Result<T, Error> {
    let value = json::parse(body)?;
    // An entry that changes nothing would say that something was changed.
    if method == Method::Patch && value.as_object().is_some_and(serde_json::Map::is_empty) {
        return Err(Error::invalid("", "nothing_to_change", "There is nothing to change: name at least one field."));
    }
    let body: T = json::typed(value)?;
    body.validate().map_err(|errors| Error::Invalid(checks::fields(&errors)))?;
    Ok(body)
}

impl Call {
    #[must_use]
    pub fn state(&self) -> &AppState {
        &self.state
    }

    #[must_use]
    pub fn access(&self) -> &Access {
        &self.state.access
    }

    #[must_use]
    pub fn request(&self) -> Uuid {
        self.names.id
    }

    /// What a problem calls this request: as its sender does.
    #[must_use]
    pub fn request_told(&self) -> &str {
        &self.names.told
    }

    /// The address with its question, as it was asked.
    pub(super) fn asked(&self) -> String {
        if self.raw_query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.raw_query) }
    }

    /// One header's text, where it is given once and readable.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// `Unauthenticated` on a public route.
    pub fn caller(&self) -> Result<&Caller, Error> {
        self.caller.as_ref().ok_or_else(|| Error::Unauthenticated("Sign in first.".to_owned()))
    }

    /// The register of the sign-in: what every look and every change is about.
    ///
    /// # Errors
    /// As [`Call::caller`].
    pub fn register(&self) -> Result<RegisterId, Error> {
        Ok(self.caller()?.register)
    }

    /// How far the permission of this route reaches for whoever is asking.
    ///
    /// # Errors
    /// As [`Call::caller`].
    pub fn scope(&self) -> Result<Scope, Error> {
        let caller = self.caller()?;
        Ok(match self.mounted.route.need {
            Some(Permission::May(action)) => caller.reach(action),
            _ => Scope::Own,
        })
    }

    /// Whether the caller may act for `person`: anybody's, with a permission that reaches to all;
    /// else their own only.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn on_behalf_of(&self, person: PersonId) -> Result<(), Error> {
        if self.scope()? == Scope::Any || self.caller()?.person == Some(person) {
            return Ok(());
        }
        let what = match self.mounted.route.need {
            Some(Permission::May(action)) => action.as_str(),
            _ => "do this",
        };
        Err(Error::Forbidden(format!("This role may {what} for its own person only. The secretary records them for others.")))
    }

    /// Who acts, as the log names them.
    ///
    /// # Errors
    /// As [`Call::caller`]; a key that is missing or is none.
    pub fn actor(&self) -> Result<Actor, Error> {
        let caller = self.caller()?;
        Ok(Actor {
            register: caller.register,
            account: Some(caller.account),
            person: caller.person,
            via: Via::Api,
            request: self.names.id,
            idempotency: self.idempotency()?,
        })
    }

    fn idempotency(&self) -> Result<Option<IdempotencyKey>, Error> {
        if self.mounted.route.key == Key::Ignored {
            return Ok(None);
        }
        let Some(value) = self.headers.get("Idempotency-Key") else {
            if self.mounted.route.key == Key::Required {
                return Err(Error::malformed(
                    Malformed::Key,
                    "This needs the header Idempotency-Key: 1 to 200 visible characters of your choosing, new for each act.",
                ));
            }
            return Ok(None);
        };
        let key = value
            .to_str()
            .ok()
            .filter(|key| (1..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()))
            .ok_or_else(|| Error::malformed(Malformed::Key, "Idempotency-Key has 1 to 200 visible ASCII characters, without spaces."))?;
        let mut digest = Sha256::new();
        let body = self.one_spelling();
        for part in [self.mounted.route.method.as_str().as_bytes(), self.path.as_bytes(), self.raw_query.as_bytes(), &body] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Ok(Some(IdempotencyKey { key: key.to_owned(), request_hash: secret::hex(&digest.finalize()) }))
    }

    /// The body as it is compared with that of an earlier request: one JSON value is one request,
    /// in whatever spelling a client's library writes it. What is no JSON, or none of ours, is
    /// compared byte by byte.
    fn one_spelling(&self) -> Cow<'_, [u8]> {
        if self.mounted.route.takes != BodyKind::Json {
            return Cow::Borrowed(&self.body);
        }
        match json::parse(&self.body).ok().and_then(|value| canonical::encode(&value).ok()) {
            Some(bytes) => Cow::Owned(bytes),
            None => Cow::Borrowed(&self.body),
        }
    }

    /// Whether the reader would rather have the other form in which the route answers.
    #[must_use]
    pub fn prefers_another(&self) -> bool {
        let route = &self.mounted.route;
        self.header("Accept").zip(route.also).is_some_and(|(accept, also)| prefers(accept, also, route.media))
    }

    /// An id in the path, of what nobody is kept from or what is asked for by its noun; what its address is of,
    /// once it was asked for, is [`Call::seen`]. One that is no id names nothing: 404.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn id<T: FromStr>(&self, name: &'static str) -> Result<T, Error> {
        self.param(name).and_then(|text| text.parse().ok()).ok_or(Error::NotFound("thing"))
    }

    /// A part of the path as text.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(given, _)| *given == name).map(|(_, text)| text.as_str())
    }

    /// The query, as the route's own struct.
    ///
    /// # Errors
    /// `Malformed`, naming the parameter.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let own = self.pairs.iter().filter(|(name, _)| !OURS.contains(&name.as_str())).cloned().collect();
        query::typed(own)
    }

    /// The page of a collection that is asked for.
    ///
    /// # Errors
    /// `Malformed`, naming `limit`, `count`, `sort` or `cursor`.
    pub fn page(&self) -> Result<Page, Error> {
        let caller = self.caller.as_ref();
        let is_asked = |name: &str| name == "known_at" || !OURS.contains(&name);
        let mut filter: Vec<&(String, String)> = self.pairs.iter().filter(|(name, _)| is_asked(name)).collect();
        filter.sort();
        let who = caller.map(|caller| (caller.account, caller.register));
        let binding = format!("{who:?} {} {:?} {filter:?}", self.mounted.route.name, self.params);
        let question = Question { pairs: &self.pairs, path: &self.path, binding, sorts: self.mounted.route.sorts };
        Page::asked(question, self.state.access.mac().clone())
    }

    /// The body, as the route's type: strict JSON, then the type's own checks of form.
    ///
    /// # Errors
    /// `Malformed` or `Invalid`, naming the field.
    pub fn body<T: DeserializeOwned + Validate>(&self) -> Result<T, Error> {
        read_body(&self.body, self.mounted.route.method)
    }

    /// An uploaded list, as it was sent.
    #[must_use]
    pub fn upload(&self) -> &Bytes {
        &self.body
    }

    /// The form of a page: names and values, each once.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn form(&self, names: &[&str]) -> Result<Vec<(String, String)>, Error> {
        let text = std::str::from_utf8(&self.body).map_err(|_| Error::malformed(Malformed::Syntax, "The form is not readable text."))?;
        query::pairs(text, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    /// The version named in `If-Match` for the thing with this id.
    ///
    /// # Errors
    /// `MatchRequired` without the header; `Unmatched` for tags of no version of it; `Malformed` for
    /// what is no list of tags, and for `*`.
    pub fn if_match(&self, id: impl std::fmt::Display) -> Result<i64, Error> {
        let value = self.headers.get("If-Match").ok_or(Error::MatchRequired)?;
        let text = value.to_str().map_err(|_| Error::malformed(Malformed::Header, "If-Match is not readable text."))?;
        precondition::version_of(text, id)
    }

    /// The permission of this route, to be asked again under the lock.
    ///
    /// # Errors
    /// As [`Call::caller`].
    pub fn permit(&self) -> Result<Permit, Error> {
        let action = match self.mounted.route.need {
            Some(Permission::May(action)) => Some(action),
            _ => None,
        };
        Ok(self.state.access.permit(self.caller()?, action))
    }

    /// Rows of lists as they were told before.
    #[must_use]
    pub fn told_before(&self) -> Arc<RowCache> {
        Arc::clone(&self.state.row_cache)
    }

    /// Whether an instant that is past is asked about.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.pairs.iter().any(|(name, _)| name == "known_at")
    }

    /// The instant whose knowledge is asked for; none for that of now.
    fn known_at(&self) -> Result<Option<Instant>, Error> {
        let Some((_, text)) = self.pairs.iter().find(|(name, _)| name == "known_at") else { return Ok(None) };
        let at: Instant = text.parse().map_err(|error| query::refused("known_at", "wrong_type", format!("'known_at': {error}")))?;
        if at > Instant::now() {
            return Err(query::refused("known_at", "in_the_future", "What will be known is not known yet: name an instant that is past."));
        }
        Ok(Some(at))
    }

    /// Looks at the register of the sign-in: one snapshot, or what was known at the instant asked for.
    ///
    /// # Errors
    /// Those of `f`.
    pub async fn snapshot<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.snapshot_in(self.register()?, f).await
    }

    /// As [`Call::snapshot`], for one thing or one page: what is read by its key.
    ///
    /// # Errors
    /// Those of `f`.
    pub async fn snapshot_inline<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self.known_at()? {
            None => self.state.access.reader().snapshot_inline(self.register()?, f).await,
            Some(_) => self.snapshot(f).await,
        }
    }

    /// Looks at another register than that of the sign-in.
    ///
    /// # Errors
    /// Those of `f`.
    pub async fn snapshot_in<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let Some(at) = self.known_at()? else {
            let turn = self.turn(Work::Look).await?;
            let look = move |read: &mut Read<'_>| {
                let seen = f(read);
                drop(turn);
                seen
            };
            return self.state.access.reader().snapshot_async(register, look).await;
        };
        // Before a thread is taken: whoever looks back plays a log, and few do at once.
        let turn = self.turn(Work::LookBack).await?;
        let (hindsight, patience) = (self.state.hindsight.clone(), Patience::current());
        let look_back = move || {
            let seen = patience.hold(|| hindsight.snapshot(register, at, f));
            drop(turn);
            seen
        };
        aside("a look back", look_back).await?
    }

    /// Looks at the register of accounts where nobody else is in the way: who somebody is, whether a
    /// link is good, whether the register can be read. For a row or two.
    ///
    /// # Errors
    /// Those of `f`.
    pub async fn snapshot_of_system<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.state.access.reserve().snapshot_inline(self.state.access.system(), f).await
    }

    /// Decides and records in the register of the sign-in, with the permission asked again under
    /// the lock (W12).
    ///
    /// # Errors
    /// Those of `decide`; `Unauthenticated` or `Forbidden` when the permission is gone.
    pub async fn record<C: Change>(
        &self,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        self.record_in(self.register()?, decide).await
    }

    /// As [`Call::record`], in another register: accounts are kept in `system`.
    ///
    /// # Errors
    /// As [`Call::record`].
    pub async fn record_in<C: Change>(
        &self,
        register: RegisterId,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        let actor = Actor { register, ..self.actor()? };
        let still = self.still()?;
        self.state
            .access
            .ledger()
            .record_async(actor, move |read| {
                still(read)?;
                decide(read)
            })
            .await
    }

    /// Records, and answers with what was recorded.
    ///
    /// # Errors
    /// As [`Call::record`].
    pub async fn answer<C: Change>(&self, decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static) -> Result<Answer, Error> {
        Answer::recorded(&self.record(decide).await?)
    }

    /// Records what is changed of a thing, and answers with it and its version as it then stands; where
    /// nothing would be another, nothing is recorded and it is answered as it is.
    ///
    /// # Errors
    /// As [`Call::record`]; those of `tell`.
    pub async fn amended<C: Change, B: serde::Serialize + Send + 'static>(
        &self,
        id: impl std::fmt::Display,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
        tell: impl Fn(&mut Read<'_>) -> Result<(i64, B), Error> + Clone + Send + Sync + 'static,
    ) -> Result<Answer, Error> {
        let then = tell.clone();
        match self.answer_as(decide, move |read, _| Ok(then(read)?.1)).await {
            Err(Error::AsItStands) => {
                let (version, body) = self.snapshot(tell).await?;
                Answer::one(id, version, &body)
            }
            answered => answered,
        }
    }

    /// Records, and answers with the thing as it stands with that: what its own address shows.
    ///
    /// # Errors
    /// As [`Call::record`]; those of `tell`.
    pub async fn answer_as<C: Change, B: serde::Serialize>(
        &self,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
        tell: impl Fn(&mut Read<'_>, &C) -> Result<B, Error> + Send + Sync + 'static,
    ) -> Result<Answer, Error> {
        let still = self.still()?;
        let decide = move |read: &mut Read<'_>| {
            still(read)?;
            decide(read)
        };
        let tell = move |read: &mut Read<'_>, change: &C| {
            let body = serde_json::to_value(tell(read, change)?);
            body.map_err(|error| Fault::Other(format!("an answer that cannot be written: {error}")).into())
        };
        let ledger = self.state.access.ledger();
        Answer::recorded(&ledger.record_and_tell(self.actor()?, decide, tell).await?)
    }

    /// As [`Call::answer_as`], of what is made by it: `made` says which that is, and whoever made it sees it.
    ///
    /// # Errors
    /// As [`Call::answer_as`].
    pub async fn answer_made<C: Change, I: Id + 'static, B: serde::Serialize>(
        &self,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
        made: fn(&C) -> I,
        tell: impl Fn(&mut Read<'_>, Seen<I>, &C) -> Result<B, Error> + Send + Sync + 'static,
    ) -> Result<Answer, Error> {
        self.answer_as(decide, move |read, change| tell(read, just_made(change, made), change)).await
    }
}
