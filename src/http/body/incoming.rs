//! The bodies of requests, from their first byte to their last.

use std::time::Duration;

use actix_web::web::{Bytes, BytesMut};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use crate::fault::{Error, Malformed};
use crate::http::arriving::{Arriving, Held};
use crate::http::route::BodyKind;
use crate::http::serve::is_get;

pub(in crate::http) const BODY: usize = 1024 * 1024;
/// What is still read, and thrown away, of a body that is refused.
const DRAINED: usize = 32 * 1024 * 1024;

/// The whole of a body, or why it is not taken.
///
/// # Errors
/// Too large, too slow, or not to be had for what is under way already.
pub(in crate::http) async fn body(
    request: &HttpRequest,
    mut payload: web::Payload,
    (takes, most): (BodyKind, usize),
    left: Duration,
    (held, arriving): (&mut Held, &Arriving),
) -> Result<Bytes, Error> {
    if is_get(request) {
        return Ok(Bytes::new());
    }
    let told = if most < BODY { format!("{} KiB", most / 1024) } else { format!("{} MiB", most / BODY) };
    let too_large = || Error::malformed(Malformed::TooLarge, format!("The body has more than {told}."));
    let declared =
        request.headers().get("Content-Length").and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<usize>().ok());
    if declared.is_some_and(|declared| declared > most) {
        drain(payload, arriving).await;
        return Err(too_large());
    }
    let reading = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Error::malformed(Malformed::Syntax, "The body did not arrive whole."))?;
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            held.more(chunk.len())?;
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    let outcome = tokio::time::timeout(left, reading)
        .await
        .unwrap_or_else(|_| Err(Error::malformed(Malformed::TooSlow, "The body did not arrive within 30 seconds.")));
    match outcome {
        Err(error @ Error::Malformed { kind: Malformed::TooLarge, .. }) => {
            drain(payload, arriving).await;
            Err(error)
        }
        Err(error @ Error::TryLater { .. }) => {
            drain(payload, arriving).await;
            Err(error)
        }
        Ok(body) if takes == BodyKind::Nothing && !body.is_empty() => nothing(&body).map(|()| Bytes::new()),
        other => other,
    }
}

/// Where nothing is taken, an empty object is nothing too.
fn nothing(body: &[u8]) -> Result<(), Error> {
    match crate::http::body::json::parse(body)? {
        serde_json::Value::Object(members) => match members.keys().next() {
            None => Ok(()),
            Some(name) => Err(Error::invalid(format!("/{name}"), "unknown_field", "This address takes no body.")),
        },
        _ => Err(Error::invalid("", "wrong_type", "This address takes no body.")),
    }
}

/// Reads a body that is refused and throws it away, so that its sender gets to hear why. Of a few at once:
/// what the library keeps of each is memory, and whoever sends hundreds need not hear.
pub(in crate::http) async fn drain(mut payload: web::Payload, arriving: &Arriving) {
    let Some(_turn) = arriving.may_be_drained() else { return };
    let reading = async {
        let mut seen = 0;
        while let Some(Ok(chunk)) = payload.next().await {
            seen += chunk.len();
            if seen > DRAINED {
                break;
            }
        }
    };
    // Too slow a sender hears nothing; that is its own doing.
    if tokio::time::timeout(Duration::from_secs(5), reading).await.is_err() {
        tracing::debug!("a refused body was not read to its end");
    }
}
