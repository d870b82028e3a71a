//! Answers packed on their way, for whoever asks for that (`Accept-Encoding: gzip`). What is packed is
//! the way and not the thing: its tag stays the one that was given, so that a client can send it back.
//!
//! Only what is read is packed. What a change answers may hold a token, and how long a packed text is tells
//! of what stands in it.

use actix_http::ContentEncoding;
use actix_http::encoding::Encoder;
use actix_web::body::{BodySize, MessageBody as _};
use actix_web::http::header::{AcceptEncoding, ContentEncoding as Name, Encoding, HeaderValue, VARY};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};

/// Less than this is sooner sent than packed.
const LEAST: u64 = 1024;

/// Whether this reader would rather have it packed.
fn asks(request: &HttpRequest) -> bool {
    let (gzip, plain) = (Encoding::Known(Name::Gzip), Encoding::Known(Name::Identity));
    // A header that cannot be read asks for nothing.
    request.get_header::<AcceptEncoding>().and_then(|asked| asked.negotiate([&gzip, &plain].into_iter())) == Some(gzip)
}

fn is_long(size: BodySize) -> bool {
    match size {
        BodySize::None => false,
        BodySize::Sized(bytes) => bytes > LEAST,
        BodySize::Stream => true,
    }
}

/// The answer as it leaves.
pub(super) fn packed(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    if !super::serve::is_get(request) {
        return response;
    }
    if !is_long(response.body().size()) || !asks(request) {
        // What is short, or known already, might have been packed for another.
        response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
        return response;
    }
    response.map_body(|head, body| Encoder::response(ContentEncoding::Gzip, head, body)).map_into_boxed_body()
}
