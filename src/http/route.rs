//! A route as data. The router, the published document and the permission asked are all made
//! from it, so none of them can say something else than the others.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::answer::Answer;
use super::call::{Call, read_body};
use super::thing::{Of, Thing};
use crate::access::Action;
use crate::db::order::Listed;
use crate::fault::Error;
use crate::http::listing::page::PageOf;
use crate::samples::{Sample, Samples};

/// What is done with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Anybody, without signing in.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// A role that may do this.
    May(Action),
}

/// What body is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    Nothing,
    Json,
    /// A list, as `text/csv`.
    Csv,
    /// A form of a page.
    Form,
}

/// Whether an idempotency key is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Ignored,
    Accepted,
    Required,
}

/// The JSON Schema of a type, by the generator that gathers its parts.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Whether bytes are a body, as they are sent by a method.
pub type Reads = fn(&[u8], Method) -> Result<(), Error>;

/// What is sent to a route: its description, samples of it, and how it is read.
#[derive(Clone, Copy)]
pub struct BodyOf {
    pub schema: SchemaOf,
    pub samples: fn() -> Vec<Sample>,
    /// Reads one as it is read when it is sent; a form is read by its handler.
    pub reads: Option<Reads>,
}

pub type Handled = Pin<Box<dyn Future<Output = Result<Answer, Error>>>>;
pub type Handler = Arc<dyn Fn(Call) -> Handled + Send + Sync>;

#[derive(Clone)]
pub struct Route {
    pub method: Method,
    /// `/api/v1/things/{id}`.
    pub path: &'static str,
    /// The operation's name in the document, such as `cast_a_vote`; unique.
    pub name: &'static str,
    pub tag: &'static str,
    pub summary: &'static str,
    /// None is a mistake that the router refuses to be built with.
    pub need: Option<Permission>,
    pub takes: BodyKind,
    /// What an uploaded list may hold.
    pub upload: Option<String>,
    /// How many bytes a body may have, where it is less than elsewhere.
    pub most: Option<usize>,
    pub body: Option<BodyOf>,
    pub query: Option<SchemaOf>,
    pub status: u16,
    pub media: &'static str,
    /// Another form in which it answers, for whoever asks for that.
    pub also: Option<&'static str>,
    pub answer: Option<SchemaOf>,
    /// Another status it can answer with, what that says and its body.
    pub or: Option<(u16, &'static str, SchemaOf)>,
    /// Takes `limit`, `cursor` and `count`.
    pub paged: bool,
    /// What `sort` may name; it is not taken where this is empty.
    pub sorts: &'static [&'static str],
    /// Takes `known_at`: what is read is read as the register knew it then.
    pub hindsight: bool,
    /// Whose address it has, where there is a parameter in its path. None there is a mistake that
    /// the router refuses to be built with.
    pub of: Option<Of>,
    /// Why a reading route shows nobody. Every other one shows persons' data, so that each read of
    /// an auditor is recorded.
    pub nobody: Option<&'static str>,
    /// Also answers under `.csv`, `.ndjson` and `.json`, and takes `bom`.
    pub formats: bool,
    pub key: Key,
    pub needs_match: bool,
    /// Whoever is known by something they were given is let in although too many come from their network.
    pub knows_callers: bool,
    /// Whether the answer carries an `ETag`.
    pub tagged: bool,
    /// Where what a 201 made is read: `Location`, with the fields of its answer in place of
    /// `{id}` and the like.
    pub makes: Option<&'static str>,
    pub handler: Handler,
}

impl Route {
    fn new<H, F>(method: Method, path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self {
            method,
            path,
            name,
            tag: "Other",
            summary: "",
            need: None,
            takes: BodyKind::Nothing,
            upload: None,
            most: None,
            body: None,
            query: None,
            status: if method == Method::Post { 201 } else { 200 },
            media: "application/json",
            also: None,
            answer: None,
            or: None,
            paged: false,
            sorts: &[],
            hindsight: false,
            of: None,
            nobody: None,
            formats: false,
            key: if method == Method::Post { Key::Accepted } else { Key::Ignored },
            needs_match: matches!(method, Method::Put | Method::Patch),
            knows_callers: false,
            tagged: false,
            makes: None,
            handler: Arc::new(move |call| Box::pin(handler(call))),
        }
    }

    pub fn get<H, F>(path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self::new(Method::Get, path, name, handler)
    }

    pub fn post<H, F>(path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self::new(Method::Post, path, name, handler)
    }

    /// Needs `If-Match`.
    pub fn put<H, F>(path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self::new(Method::Put, path, name, handler)
    }

    /// Needs `If-Match`.
    pub fn patch<H, F>(path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self::new(Method::Patch, path, name, handler)
    }

    pub fn delete<H, F>(path: &'static str, name: &'static str, handler: H) -> Self
    where
        H: Fn(Call) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Error>> + 'static,
    {
        Self::new(Method::Delete, path, name, handler)
    }

    #[must_use]
    pub fn tag(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.need = Some(Permission::May(action));
        self
    }

    /// Its address names a thing of this kind, which is asked for before anything else.
    #[must_use]
    pub fn of(mut self, thing: &'static Thing) -> Self {
        self.of = Some(Of::Thing(thing));
        self
    }

    /// What its address names is for anybody.
    #[must_use]
    pub fn of_what_is_open(mut self) -> Self {
        self.of = Some(Of::Open);
        self
    }

    #[must_use]
    pub fn signed_in(mut self) -> Self {
        self.need = Some(Permission::SignedIn);
        self
    }

    /// Anybody; an idempotency key means nothing where nobody is known.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.need = Some(Permission::Public);
        self.key = Key::Ignored;
        self
    }

    #[must_use]
    pub fn body<T: JsonSchema + Samples + DeserializeOwned + Validate>(mut self) -> Self {
        self.takes = BodyKind::Json;
        self.body = Some(BodyOf {
            schema: |generator| generator.subschema_for::<T>(),
            samples: T::samples,
            reads: Some(|bytes, method| read_body::<T>(bytes, method).map(|_| ())),
        });
        self
    }

    /// Takes a body of so many bytes at most, for what is dear to read or to answer.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.most = Some(bytes);
        self
    }

    /// Takes a list as `text/csv`, up to 25 MiB: [`Call::upload`]. `what` tells a reader of its columns.
    #[must_use]
    pub fn uploads(mut self, what: String) -> Self {
        self.takes = BodyKind::Csv;
        self.upload = Some(what);
        self
    }

    /// Takes the form of a page, with the fields of `T`: [`Call::form`].
    #[must_use]
    pub fn form<T: JsonSchema + Samples>(mut self) -> Self {
        self.takes = BodyKind::Form;
        self.body = Some(BodyOf { schema: |generator| generator.subschema_for::<T>(), samples: T::samples, reads: None });
        self
    }

    /// The parameters of the query, by the fields of a struct.
    #[must_use]
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(|generator| generator.subschema_for::<T>());
        self
    }

    #[must_use]
    pub fn answers<T: JsonSchema>(mut self) -> Self {
        self.answer = Some(|generator| generator.subschema_for::<T>());
        self
    }

    /// What it answers under another status than its own.
    #[must_use]
    pub fn or_answers<T: JsonSchema>(mut self, status: u16, description: &'static str) -> Self {
        self.or = Some((status, description, |generator| generator.subschema_for::<T>()));
        self
    }

    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The answer is one thing with an `ETag`.
    #[must_use]
    pub fn tagged(mut self) -> Self {
        self.tagged = true;
        self
    }

    /// Makes something with an address of its own: `/api/v1/things/{id}`, which the router must
    /// know how to read.
    #[must_use]
    pub fn makes(mut self, address: &'static str) -> Self {
        self.makes = Some(address);
        self
    }

    /// Answers with a body that is not JSON.
    #[must_use]
    pub fn media(mut self, media: &'static str) -> Self {
        self.media = media;
        self
    }

    /// Answers in another form too, where `Accept` prefers it: [`Call::prefers_another`].
    #[must_use]
    pub fn also(mut self, media: &'static str) -> Self {
        self.also = Some(media);
        self
    }

    /// A collection of `T`, page by page: [`Call::page`].
    #[must_use]
    pub fn page_of<T: JsonSchema>(mut self) -> Self {
        self.paged = true;
        self.answer = Some(|generator| generator.subschema_for::<PageOf<T>>());
        self
    }

    /// The collection can be asked for in another order: [`Page::gather`](crate::http::listing::page::Page).
    #[must_use]
    pub fn sorted<T: Listed>(mut self) -> Self {
        self.sorts = T::FIELDS;
        self
    }

    /// Answers too as the register knew it at an instant: [`Call::snapshot`] looks there.
    #[must_use]
    pub fn hindsight(mut self) -> Self {
        self.hindsight = true;
        self
    }

    /// A reading route that shows no person, and why: an auditor may read it without an entry.
    #[must_use]
    pub fn shows_nobody(mut self, why: &'static str) -> Self {
        self.nobody = Some(why);
        self
    }

    /// Whether an auditor is shown persons' data here: by every route that reads, unless it says
    /// that it shows nobody.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        matches!(self.need, Some(Permission::May(action)) if action.reads()) && self.nobody.is_none()
    }

    /// The collection is also a table: [`Call::format`], [`Call::table`].
    #[must_use]
    pub fn formats(mut self) -> Self {
        self.formats = true;
        self
    }

    #[must_use]
    pub fn needs_key(mut self) -> Self {
        self.key = Key::Required;
        self
    }

    #[must_use]
    pub fn knows_callers(mut self) -> Self {
        self.knows_callers = true;
        self
    }

    #[must_use]
    pub fn needs_match(mut self) -> Self {
        self.needs_match = true;
        self
    }

    /// For a PUT that replaces nothing anybody could have read.
    #[must_use]
    pub fn without_match(mut self) -> Self {
        self.needs_match = false;
        self
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.method.as_str(), self.path, self.name)
    }
}

/// A route in its place, with what follows from it.
pub struct RouteEntry {
    pub route: Route,
    /// The query parameters it takes.
    pub known: Vec<String>,
}
