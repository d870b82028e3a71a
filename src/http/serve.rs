//! The one handler: from the bytes of a request to the bytes of its answer, in the order in which
//! things can be refused. Nothing that a request contains makes this answer with a 5xx.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::FutureExt;

use super::accept::accepts;
use super::answer::Answer;
use super::call::Call;
use super::packing::packed;
use super::precondition;
use super::route::{BodyKind, Method, Permission, Route, RouteEntry};
use super::router::{Found, Lookup};
use super::state::AppState;
use super::trace::Names;
use super::turns::Work;
use crate::access::Caller;
use crate::access::network::network_of;
use crate::db::Patience;
use crate::db::cost::Counts;
use crate::fault::{Error, Fault, Malformed};
use crate::http::body::incoming::{BODY, body, drain};
use crate::http::body::query;
use crate::http::listing::table::Format;
use crate::problem::Problem;

const UPLOAD: usize = 25 * 1024 * 1024;
/// Of whoever is not signed in: a password and a name or two.
const STRANGERS: usize = 16 * 1024;
const ADDRESS: usize = 4096;
const HEADERS: usize = 32 * 1024;
/// A year. Not for names below this one, which may be somebody else's.
const HSTS: &str = "max-age=31536000";

struct Outcome {
    answer: Result<Answer, Error>,
    allow: Option<String>,
    route: &'static str,
    account: Option<String>,
    /// Whether the route asks for a token at all.
    reads_token: bool,
    /// What was done for it.
    cost: Counts,
}

impl Outcome {
    fn early(error: Error) -> Self {
        Self { answer: Err(error), allow: None, route: "-", account: None, reads_token: false, cost: Counts::default() }
    }
}

pub async fn handle(request: HttpRequest, payload: web::Payload, state: web::Data<AppState>) -> HttpResponse {
    let started = Instant::now();
    let names = Names::of(request.headers());
    let state = state.into_inner();
    let outcome = answer(&request, payload, &state, &names).await;
    let answer = match outcome.answer {
        Ok(answer) => answer,
        Err(error) => {
            let path = request.uri().path();
            let mut problem = Problem::of(error, path, &names.told);
            if problem.remedies.is_empty() {
                problem.remedies = (state.next_steps)(&problem, request.method().as_str(), path, &|path| state.router.reads(path));
            }
            let answer = match problem.current_version.zip(named(request.headers())) {
                Some((version, thing)) => Answer::problem(&problem).etag(thing, version),
                None => Answer::problem(&problem),
            };
            match problem.status {
                401 => answer.header("WWW-Authenticate", challenge(&request, outcome.reads_token)),
                _ => answer,
            }
        }
    };
    let answer = match outcome.allow {
        Some(allow) => answer.header("Allow", allow),
        None => answer,
    };
    // Said on every answer, problems too: whoever came once over TLS comes no other way.
    let answer = if state.public_url.starts_with("https://") { answer.header("Strict-Transport-Security", HSTS) } else { answer };
    let answer = if state.shows_costs { answer.header("Server-Timing", server_timing(&outcome.cost)) } else { answer };
    tracing::info!(
        request = names.told,
        // Known from the outside, and in the entries it made: both are looked for.
        entries_of = names.ours().map(tracing::field::display),
        trace = names.trace(),
        account = outcome.account.as_deref().unwrap_or("-"),
        method = request.method().as_str().chars().take(20).collect::<String>(),
        route = outcome.route,
        status = answer.status_code(),
        statements = outcome.cost.statements,
        rows = outcome.cost.rows,
        entries = outcome.cost.entries,
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    let known = request.headers().get("If-None-Match").and_then(|value| value.to_str().ok()).filter(|_| is_get(&request));
    packed(&request, answer.respond(&names, known, state.closing.load(Ordering::Acquire)))
}

/// What it cost, in the form of `Server-Timing`.
fn server_timing(cost: &Counts) -> String {
    let Counts { statements, rows, entries } = cost;
    format!("statements;desc=\"{statements}\", rows;desc=\"{rows}\", entries;desc=\"{entries}\"")
}

/// The thing whose version `If-Match` names; one that reads so far is that of the address.
fn named(headers: &HeaderMap) -> Option<&str> {
    precondition::named(headers.get("If-Match")?.to_str().ok()?)
}

/// How to sign in (RFC 6750): whoever sent a token is told that it is not good, or no longer.
fn challenge(request: &HttpRequest, reads_token: bool) -> &'static str {
    let sent = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
    let is_bearer = sent.is_some_and(|text| text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer ")));
    if reads_token && is_bearer {
        "Bearer realm=\"quorate\", error=\"invalid_token\", error_description=\"The access token is not good, or no longer\""
    } else {
        "Bearer realm=\"quorate\""
    }
}

/// Whether a reader takes what a route gives. A suffix says what is wanted better than `Accept`;
/// and what a change answers is given in any case, for it is done by then.
fn acceptable(request: &HttpRequest, route: &Route, suffix: Option<Format>) -> Result<(), Error> {
    let header = request.headers().get("Accept").and_then(|value| value.to_str().ok());
    let Some(accept) = header.filter(|_| is_get(request) && suffix.is_none()) else { return Ok(()) };
    let tables = Format::ALL.into_iter().filter(|_| route.formats).map(|format| format.media());
    let mut given = std::iter::once(route.media).chain(route.also).chain(tables);
    let is_table = route.formats && Format::accepted(accept).is_some();
    if is_table || given.any(|media| accepts(accept, media)) {
        return Ok(());
    }
    let media: Vec<&str> = std::iter::once(route.media).chain(route.also).collect();
    Err(Error::malformed(Malformed::Accept, format!("This address gives {}. Ask for that, or leave Accept out.", media.join(", "))))
}

pub(super) fn is_get(request: &HttpRequest) -> bool {
    matches!(request.method().as_str(), "GET" | "HEAD")
}

fn method_of(request: &HttpRequest) -> Option<Method> {
    match request.method().as_str() {
        "GET" | "HEAD" => Some(Method::Get),
        "POST" => Some(Method::Post),
        "PUT" => Some(Method::Put),
        "PATCH" => Some(Method::Patch),
        "DELETE" => Some(Method::Delete),
        _ => None,
    }
}

async fn answer(request: &HttpRequest, payload: web::Payload, state: &Arc<AppState>, names: &Names) -> Outcome {
    if let Err(error) = bounded(request) {
        return Outcome::early(error);
    }
    // Before the routes: to them `{id}.ics` would be an id like any other.
    if let Some(error) = not_built(request, state) {
        return Outcome::early(error);
    }
    let found = match state.router.find(request.uri().path()) {
        Lookup::Found(found) => found,
        Lookup::NotBuilt(format) => {
            return Outcome::early(Error::malformed(
                Malformed::NotBuilt,
                format!("This build does not write .{format} here. Take .csv, .ndjson or .json."),
            ));
        }
        Lookup::Nothing => return without_slash(request, state).unwrap_or_else(|| Outcome::early(Error::NotFound("address"))),
    };
    if request.method().as_str() == "OPTIONS" {
        return Outcome {
            answer: Ok(Answer::no_content()),
            allow: Some(found.allow()),
            route: "options",
            account: None,
            reads_token: false,
            cost: Counts::default(),
        };
    }
    let mounted = method_of(request).and_then(|method| found.route(method)).cloned();
    let Some(mounted) = mounted else {
        let allow = found.allow();
        let error = Error::malformed(Malformed::Method, format!("This address takes {allow}."));
        return Outcome { allow: Some(allow), ..Outcome::early(error) };
    };
    let (route, reads_token) = (mounted.route.name, mounted.route.need != Some(Permission::Public));
    let mut account = None;
    let patience = Patience::of(state.limits.deadline);
    // Dropped with this request, however it ends: what still works for it is given up.
    let (waiter, cost) = (patience.waiter(), Arc::clone(patience.cost()));
    let work = patience.with(serve(request, payload, state, found, mounted, names, &mut account));
    // The body is bounded by a deadline of its own (408), so what is late here is our side.
    let answer = match tokio::time::timeout(state.limits.deadline + Duration::from_secs(1), work).await {
        Ok(answer) => answer,
        Err(_) if is_get(request) => Err(Fault::GivenUp.into()),
        Err(_) => Err(Error::TryLater {
            detail: "This took longer than a request may. A change may have been kept: ask again with the same Idempotency-Key to know."
                .into(),
            seconds: 5,
            too_many: false,
        }),
    };
    drop(waiter);
    Outcome { answer, allow: None, route, account, reads_token, cost: cost.counts() }
}

/// Where to go from an address with a slash at its end, which people type and browsers keep: to the
/// same without it, by the same method. What is there is not asked, so nothing is told of it.
fn without_slash(request: &HttpRequest, state: &AppState) -> Option<Outcome> {
    let path = request.uri().path();
    let plain = path.trim_end_matches('/');
    if plain.len() == path.len() || !matches!(state.router.find(plain), Lookup::Found(_)) {
        return None;
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let answer = Answer::redirect(format!("{plain}{query}")).status(308);
    Some(Outcome { answer: Ok(answer), allow: None, route: "without_slash", account: None, reads_token: false, cost: Counts::default() })
}

/// That an address stands on the map and is not built yet, with what there is instead.
fn not_built(request: &HttpRequest, state: &AppState) -> Option<Error> {
    let instead = (state.not_built)(method_of(request)?, request.uri().path())?;
    Some(Error::malformed(Malformed::NotBuilt, format!("This build does not answer here yet. {instead}")))
}

/// What no request may exceed, whatever it is for.
fn bounded(request: &HttpRequest) -> Result<(), Error> {
    if request.uri().to_string().len() > ADDRESS {
        return Err(Error::malformed(Malformed::AddressTooLong, format!("The address has more than {ADDRESS} bytes.")));
    }
    let headers = request.headers();
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > HEADERS {
        return Err(Error::malformed(Malformed::HeadersTooLarge, format!("The headers have more than {HEADERS} bytes.")));
    }
    for name in ["Authorization", "If-Match", "Idempotency-Key", "Content-Type", "Content-Encoding", "X-Request-Id"] {
        if headers.get_all(name).count() > 1 {
            return Err(Error::malformed(Malformed::Header, format!("The header {name} is given twice.")));
        }
    }
    Ok(())
}

async fn serve(
    request: &HttpRequest,
    payload: web::Payload,
    state: &Arc<AppState>,
    found: Found<'_>,
    mounted: Arc<RouteEntry>,
    names: &Names,
    account: &mut Option<String>,
) -> Result<Answer, Error> {
    let arrived = Instant::now();
    let raw_query = request.uri().query().unwrap_or_default().to_owned();
    let before = async {
        let pairs = query::pairs(&raw_query, &mounted.known)?;
        let mut hurried = None;
        if mounted.route.need == Some(Permission::Public) && mounted.route.method != Method::Get {
            hurried = state.access.pace().stranger(&network_of(&client(request, state.behind_proxy))).err();
        }
        if let Some(seconds) = hurried.filter(|_| !mounted.route.knows_callers) {
            return Err(state.access.pace().of_strangers(seconds));
        }
        let caller = admitted(request, state, &mounted).await?;
        if let Some(caller) = &caller {
            state.access.pace().request(caller.account)?;
        }
        if mounted.route.needs_match && request.headers().get("If-Match").is_none() {
            return Err(Error::MatchRequired);
        }
        acceptable(request, &mounted.route, found.suffix)?;
        media(request, mounted.route.takes)?;
        Ok((pairs, caller, hurried))
    };
    let (pairs, caller, hurried) = match before.await {
        Ok(admitted) => admitted,
        Err(error) => {
            drain(payload, &state.arriving).await;
            return Err(error);
        }
    };
    *account = caller.as_ref().map(|caller| caller.account.to_string());
    let left = state.limits.deadline.saturating_sub(arrived.elapsed());
    let client = client(request, state.behind_proxy);
    let from = network_of(&client);
    let mut held = state.arriving.body(caller.as_ref(), &from);
    let most = match mounted.route.takes {
        BodyKind::Csv => UPLOAD,
        _ if caller.is_none() => STRANGERS,
        _ => mounted.route.most.unwrap_or(BODY),
    };
    let body = body(request, payload, (mounted.route.takes, most), left, (&mut held, &state.arriving)).await?;
    let is_work_for_a_stranger = caller.is_none() && mounted.route.takes != BodyKind::Nothing;
    let turn = if is_work_for_a_stranger { Some(state.turns.take(Work::Stranger, from.clone()).await?) } else { None };
    let mut call = Call {
        state: Arc::clone(state),
        caller,
        admitted: None,
        params: found.params,
        pairs,
        headers: request.headers().clone(),
        body,
        path: request.uri().path().to_owned(),
        raw_query,
        names: names.clone(),
        client,
        hurried,
        suffix: found.suffix,
        mounted: Arc::clone(&mounted),
    };
    // A key that is missing is refused before anything is looked at.
    if call.caller.is_some() {
        call.actor()?;
    }
    call.fits_its_form()?;
    call.finds_its_thing().await?;
    let disclosure = call.disclosure()?;
    let acting = call.acting();
    if let Some((account, own)) = acting.filter(|_| mounted.route.method != Method::Get || disclosure.is_some()) {
        state.access.pace().may_act(account, own)?;
    }
    let acted = || {
        if let Some((account, own)) = acting {
            state.access.pace().acted(account, own);
        }
    };
    let answer = match AssertUnwindSafe((mounted.route.handler)(call)).catch_unwind().await {
        Ok(Err(Error::Replay(stored))) => Answer::replayed(&stored)?,
        Ok(answer) => {
            // What was written, or refused and kept as evidence, counts; what was refused else does not.
            let wrote = match &answer {
                Ok(answer) => mounted.route.method != Method::Get && answer.header_value("Audit-Receipt").is_some(),
                Err(Error::Refused(refusal)) => refusal.notable,
                Err(_) => false,
            };
            if wrote {
                acted();
            }
            answer?
        }
        Err(_) => return Err(Fault::Other(format!("{} panicked", mounted.route.name)).into()),
    };
    drop((turn, held));
    let answer = match disclosure {
        Some(disclosure) => {
            let (answer, wrote) = disclosure.recorded(answer).await?;
            if wrote {
                acted();
            }
            answer
        }
        None => answer,
    };
    // Here and not in each handler, so that a retry is told the same.
    let answer = match mounted.route.makes {
        Some(address) => answer.made_at(address),
        None => answer,
    };
    if answer.is_large() {
        let turn = state.turns.take(Work::Large, account.clone().unwrap_or(from)).await?;
        return Ok(answer.in_turn(turn));
    }
    Ok(answer)
}

/// Who is asking, and whether their roles may.
async fn admitted(request: &HttpRequest, state: &AppState, mounted: &RouteEntry) -> Result<Option<Caller>, Error> {
    if mounted.route.need == Some(Permission::Public) {
        return Ok(None);
    }
    let missing =
        || Error::Unauthenticated("Send the header Authorization: Bearer with an access token of POST /api/v1/sessions.".to_owned());
    let header = request.headers().get("Authorization").ok_or_else(missing)?;
    let token = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && !token.contains([' ', ',']))
        .map(|(_, token)| token)
        .ok_or_else(missing)?;
    let caller = state.access.caller(token).await?;
    if let Some(Permission::May(action)) = mounted.route.need {
        caller.must(action)?;
    }
    Ok(Some(caller))
}

/// Whether the body is of a kind that is taken here; looked at before it is read.
fn media(request: &HttpRequest, takes: BodyKind) -> Result<(), Error> {
    if is_get(request) || request.method().as_str() == "DELETE" {
        return Ok(());
    }
    let headers = request.headers();
    if headers.get("Content-Encoding").is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Error::malformed(Malformed::Media, "Bodies are taken as they are, not compressed: leave Content-Encoding out."));
    }
    let wanted = match takes {
        BodyKind::Nothing => return Ok(()),
        BodyKind::Json => "application/json",
        BodyKind::Csv => "text/csv",
        BodyKind::Form => "application/x-www-form-urlencoded",
    };
    let refused = || Error::malformed(Malformed::Media, format!("Send the body with Content-Type: {wanted}."));
    let text = headers.get("Content-Type").and_then(|value| value.to_str().ok()).ok_or_else(refused)?;
    let mut parts = text.split(';').map(str::trim);
    if !parts.next().is_some_and(|media| media.eq_ignore_ascii_case(wanted)) {
        return Err(refused());
    }
    let charset = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim_matches('"');
        if name.eq_ignore_ascii_case("charset") {
            value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
        } else {
            takes == BodyKind::Csv
        }
    };
    if parts.filter(|part| !part.is_empty()).all(charset) { Ok(()) } else { Err(refused()) }
}

/// The address of the client; from the proxy's header only where a proxy is configured, and then
/// the last entry, which is the one the proxy itself wrote.
fn client(request: &HttpRequest, behind_proxy: bool) -> String {
    let peer = || request.peer_addr().map_or_else(String::new, |peer| peer.ip().to_string());
    if !behind_proxy {
        return peer();
    }
    let forwarded = request.headers().get_all("X-Forwarded-For").last().and_then(|value| value.to_str().ok());
    forwarded
        .and_then(|text| text.rsplit(',').next())
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .unwrap_or_else(peer)
}
