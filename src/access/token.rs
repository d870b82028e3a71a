//! Access tokens (RFC 9068) under one key and one algorithm, with every claim required and typed
//! (RFC 8725), and the opaque tokens that renew them. What a token says is never enough: the
//! session behind it is read again with each request.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::secret::Mac;
use crate::fault::{Error, Fault};
use crate::ids::{AccountId, OneTimeId, RegisterId, SessionId};

/// Seconds that an access token is good for.
pub const LIFE: u64 = 600;
/// Seconds that two clocks may differ by.
const LEEWAY: u64 = 30;
const LONGEST: usize = 4096;
const AUDIENCE: &str = "quorate-api";

/// Strictly typed: a number written as text, or an audience given as a list, is no claim of ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    tenant: RegisterId,
    sid: SessionId,
    jti: Uuid,
    iat: u64,
    nbf: u64,
    exp: u64,
}

/// Whose token it is, and for which register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    pub account: AccountId,
    pub session: SessionId,
    pub register: RegisterId,
}

pub struct Tokens {
    issuer: String,
    kid: String,
    sign: EncodingKey,
    check: DecodingKey,
    validation: Validation,
    seen: Mutex<Seen>,
}

/// Tokens whose signature was checked before, by their digests: a client sends the same one with
/// each request for ten minutes, and checking it costs more than all else that its request does.
#[derive(Default)]
struct Seen(HashMap<[u8; 32], (Bearer, u64)>);

impl Seen {
    /// How many are remembered at most.
    const MOST: usize = 4096;

    fn find(&self, digest: &[u8; 32], now: u64) -> Option<Bearer> {
        self.0.get(digest).filter(|(_, exp)| now < exp.saturating_add(LEEWAY)).map(|(bearer, _)| *bearer)
    }

    fn keep(&mut self, digest: [u8; 32], bearer: Bearer, exp: u64, now: u64) {
        if self.0.len() >= Self::MOST {
            self.0.retain(|_, (_, exp)| now < *exp);
        }
        if self.0.len() < Self::MOST {
            self.0.insert(digest, (bearer, exp));
        }
    }
}

impl Tokens {
    /// `pkcs8` is an Ed25519 key in PKCS#8 (DER).
    ///
    /// # Errors
    /// When it is not one.
    pub fn new(pkcs8: &[u8], issuer: &str) -> Result<Self, Fault> {
        let pair =
            Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| Fault::Other("the token key is not an Ed25519 key in PKCS#8 (DER)".into()))?;
        let public = pair.public_key().as_ref();
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(public)).chars().take(16).collect();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.algorithms = vec![Algorithm::EdDSA];
        validation.leeway = LEEWAY;
        validation.validate_exp = true;
        validation.validate_nbf = true;
        validation.validate_aud = true;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        Ok(Self {
            issuer: issuer.to_owned(),
            kid,
            sign: EncodingKey::from_ed_der(pkcs8),
            check: DecodingKey::from_ed_der(public),
            validation,
            seen: Mutex::default(),
        })
    }

    /// A token that is good for [`LIFE`] seconds from now.
    ///
    /// # Errors
    /// A fault of the signing library.
    pub fn issue(&self, bearer: Bearer) -> Result<String, Fault> {
        let now = jsonwebtoken::get_current_timestamp();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: bearer.account,
            tenant: bearer.register,
            sid: bearer.session,
            jti: Uuid::now_v7(),
            iat: now,
            nbf: now,
            exp: now + LIFE,
        };
        let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.sign).map_err(|error| Fault::Other(format!("cannot sign a token: {error}")))
    }

    /// Whose token this is, or why it is none.
    ///
    /// # Errors
    /// `Unauthenticated`: the reason tells no more than the caller can see.
    pub fn read(&self, token: &str) -> Result<Bearer, Error> {
        let refused = || Error::Unauthenticated("This is not an access token of this register. Sign in again.".to_owned());
        if token.len() > LONGEST {
            return Err(refused());
        }
        let (digest, now): ([u8; 32], u64) = (Sha256::digest(token).into(), jsonwebtoken::get_current_timestamp());
        if let Some(bearer) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).find(&digest, now) {
            return Ok(bearer);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| refused())?;
        // Keys named by the token itself (jku, jwk, x5u) are never looked at; what it calls
        // critical we do not know.
        if header.typ.as_deref() != Some("at+jwt")
            || header.alg != Algorithm::EdDSA
            || header.kid.as_deref() != Some(self.kid.as_str())
            || header.crit.is_some()
        {
            return Err(refused());
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.check, &self.validation)
            .map_err(|error| match error.kind() {
                jsonwebtoken::errors::ErrorKind::ExpiredSignature => {
                    Error::Unauthenticated("This access token has run out. Renew it at POST /api/v1/sessions/refresh.".to_owned())
                }
                _ => refused(),
            })?
            .claims;
        // Made later than now, it is made by nobody here.
        let is_ahead = claims.iat > now.saturating_add(LEEWAY);
        if is_ahead || claims.iat > claims.exp || claims.exp.saturating_sub(claims.iat) > LIFE || claims.jti.is_nil() {
            return Err(refused());
        }
        let bearer = Bearer { account: claims.sub, session: claims.sid, register: claims.tenant };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).keep(digest, bearer, claims.exp, now);
        Ok(bearer)
    }
}

/// A refresh token: the sign-in that it renews and 256 bits, in base64. The first of a family is
/// random; each next one follows from the one before under a key of the server, so that the same
/// successor can be given again to a client that lost the answer, without keeping it.
#[derive(Clone, PartialEq, Eq)]
pub struct Refresh {
    session: SessionId,
    text: String,
}

impl Refresh {
    /// Bytes of the sign-in's id, before the secret ones.
    const ID: usize = 16;

    /// # Errors
    /// When the machine has no randomness to give.
    pub fn first(session: SessionId) -> Result<Self, Fault> {
        super::secret::random().map(|bytes| Self::of(session, &bytes))
    }

    fn of(session: SessionId, secret: &[u8; 32]) -> Self {
        let bytes: Vec<u8> = session.uuid().as_bytes().iter().chain(secret).copied().collect();
        Self { session, text: URL_SAFE_NO_PAD.encode(bytes) }
    }

    /// As a client sent it; anything of another length is none of ours.
    #[must_use]
    pub fn given(text: &str) -> Option<Self> {
        let bytes = (text.len() == 64).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten()?;
        let session = Uuid::from_slice(bytes.get(..Self::ID)?).ok().filter(|id| !id.is_nil())?;
        Some(Self { session: SessionId::from_uuid(session), text: text.to_owned() })
    }

    /// The sign-in it renews.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    #[must_use]
    pub fn successor(&self, key: &Mac) -> Self {
        Self::of(self.session, &key.tag("refresh successor", &[self.text.as_bytes()]))
    }

    /// As it is stored: under a key of the server, for the account and the register of its sign-in.
    /// A row that is pointed at another account is then the row of no token, and nobody can make
    /// one without the key.
    #[must_use]
    pub fn digest(&self, key: &Mac, account: AccountId, register: RegisterId) -> String {
        let (session, account, register) = (self.session.uuid(), account.uuid(), register.uuid());
        let parts = [session.as_bytes().as_slice(), account.as_bytes(), register.as_bytes(), self.text.as_bytes()];
        super::secret::hex(&key.tag("refresh token", &parts))
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

/// The text of a one-time link. It follows from the link's id under a key of the server, so that
/// a retry is given the same link; only its digest is stored.
#[must_use]
pub fn one_time(key: &Mac, id: OneTimeId) -> String {
    URL_SAFE_NO_PAD.encode(key.tag("one-time link", &[id.uuid().as_bytes()]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use serde_json::{Value, json};

    fn key() -> Vec<u8> {
        Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap().as_ref().to_vec()
    }

    fn bearer() -> Bearer {
        Bearer { account: AccountId::new(), session: SessionId::new(), register: RegisterId::new() }
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    /// A token with the right signature over whatever header and claims.
    fn signed(pkcs8: &[u8], header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes())))
    }

    #[test]
    fn a_token_of_ours_is_read_and_one_of_another_key_is_not() {
        let (ours, who) = (Tokens::new(&key(), "localhost").unwrap(), bearer());
        let token = ours.issue(who).unwrap();
        assert_eq!(ours.read(&token).unwrap(), who);
        assert_eq!(ours.read(&token).unwrap(), who, "remembered");
        assert!(ours.read(&format!("{token} ")).is_err());
        assert!(Tokens::new(&key(), "localhost").unwrap().read(&token).is_err());
        assert!(Tokens::new(b"not a key", "localhost").is_err());
    }

    #[test]
    fn what_is_remembered_runs_out_and_does_not_pile_up() {
        let (mut seen, who) = (Seen::default(), bearer());
        seen.keep([1; 32], who, 1000, 900);
        assert_eq!(seen.find(&[1; 32], 999 + LEEWAY), Some(who));
        assert_eq!(seen.find(&[1; 32], 1000 + LEEWAY), None);
        assert_eq!(seen.find(&[2; 32], 900), None);
        for n in 0..2 * Seen::MOST as u64 {
            let mut digest = [3; 32];
            digest[..8].copy_from_slice(&n.to_be_bytes());
            seen.keep(digest, who, 2000, 1500);
            assert!(seen.0.len() <= Seen::MOST);
        }
        seen.keep([4; 32], who, 9000, 8000);
        assert_eq!((seen.0.len(), seen.find(&[4; 32], 8000)), (1, Some(who)));
    }

    #[test]
    fn every_claim_and_header_is_required_and_typed() {
        let pkcs8 = key();
        let tokens = Tokens::new(&pkcs8, "localhost").unwrap();
        let who = bearer();
        let now = jsonwebtoken::get_current_timestamp();
        let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": tokens.kid});
        let claims = json!({"iss": "localhost", "aud": AUDIENCE, "sub": who.account, "tenant": who.register, "sid": who.session,
            "jti": Uuid::now_v7(), "iat": now, "nbf": now, "exp": now + 60});
        assert!(tokens.read(&signed(&pkcs8, &header, &claims)).is_ok());

        for name in ["iss", "aud", "sub", "tenant", "sid", "jti", "iat", "nbf", "exp"] {
            let mut without = claims.clone();
            without.as_object_mut().unwrap().remove(name);
            assert!(tokens.read(&signed(&pkcs8, &header, &without)).is_err(), "without {name}");
        }
        for (name, value) in [
            ("iss", json!("localhost/")),
            ("iss", json!(["localhost"])),
            ("aud", json!("other")),
            ("aud", json!([AUDIENCE])),
            ("exp", json!((now + 60).to_string())),
            ("exp", json!(now as f64 + 60.5)),
            ("exp", json!(1e20)),
            ("exp", json!(now - 31)),
            ("exp", json!(now + 100_000)),
            ("exp", Value::Null),
            ("nbf", json!(now.to_string())),
            ("nbf", json!(now + 120)),
            ("iat", json!(-1)),
            ("iat", json!(now + LEEWAY + 10)),
            ("jti", json!("x")),
            ("sub", json!("00000000-0000-0000-0000-000000000000")),
            ("tenant", json!(7)),
        ] {
            let mut other = claims.clone();
            other[name] = value.clone();
            assert!(tokens.read(&signed(&pkcs8, &header, &other)).is_err(), "{name}: {value}");
        }
        for (name, value) in [
            ("typ", json!("JWT")),
            ("alg", json!("none")),
            ("alg", json!("HS256")),
            ("alg", json!("ES256")),
            ("kid", json!("../../etc/passwd")),
            ("kid", json!("' OR 1=1--")),
            ("crit", json!(["exp"])),
        ] {
            let mut other = header.clone();
            other[name] = value.clone();
            assert!(tokens.read(&signed(&pkcs8, &other, &claims)).is_err(), "{name}: {value}");
        }
        for gone in ["typ", "kid"] {
            let mut other = header.clone();
            other.as_object_mut().unwrap().remove(gone);
            assert!(tokens.read(&signed(&pkcs8, &other, &claims)).is_err(), "without {gone}");
        }
    }

    #[test]
    fn no_other_algorithm_opens_the_door() {
        let pkcs8 = key();
        let tokens = Tokens::new(&pkcs8, "localhost").unwrap();
        let public = Ed25519KeyPair::from_pkcs8(&pkcs8).unwrap().public_key().as_ref().to_vec();
        let token = tokens.issue(bearer()).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let none = format!("{}.{}.", part(&json!({"typ": "at+jwt", "alg": "none", "kid": tokens.kid})), parts[1]);
        assert!(tokens.read(&none).is_err());
        // HS256 with our public key as its secret.
        let head = part(&json!({"typ": "at+jwt", "alg": "HS256", "kid": tokens.kid}));
        let mac =
            jsonwebtoken::crypto::sign(format!("{head}.{}", parts[1]).as_bytes(), &EncodingKey::from_secret(&public), Algorithm::HS256)
                .unwrap();
        assert!(tokens.read(&format!("{head}.{}.{mac}", parts[1])).is_err());
        for bad in [String::new(), "a.b.c".into(), "x".repeat(5000), format!("{token}x"), format!("{}.{}", parts[0], parts[1])] {
            assert!(tokens.read(&bad).is_err());
        }
        // A refresh token is not an access token.
        assert!(tokens.read(Refresh::first(SessionId::new()).unwrap().expose()).is_err());
    }

    #[test]
    fn a_successor_follows_from_its_predecessor_and_the_key_alone() {
        let session = SessionId::new();
        let first = Refresh::first(session).unwrap();
        let (key, other) = (Mac::new(&[1; 32]).unwrap(), Mac::new(&[2; 32]).unwrap());
        assert!(first.successor(&key) == first.successor(&key));
        assert!(first.successor(&key) != first.successor(&other) && first.successor(&key) != first);
        let given = Refresh::given(first.successor(&key).expose()).unwrap();
        assert!(given == first.successor(&key) && given.session() == session);
        assert!(Refresh::given(&"A".repeat(64)).is_none(), "nobody's sign-in");
        assert!(Refresh::given("short").is_none());
    }

    #[test]
    fn a_token_is_stored_for_one_account_in_one_register_and_under_one_key() {
        let (key, token) = (Mac::new(&[1; 32]).unwrap(), Refresh::first(SessionId::new()).unwrap());
        let (account, register) = (AccountId::new(), RegisterId::new());
        let stored = token.digest(&key, account, register);
        assert_eq!(stored, token.digest(&key, account, register));
        assert_ne!(stored, token.digest(&key, AccountId::new(), register));
        assert_ne!(stored, token.digest(&key, account, RegisterId::new()));
        assert_ne!(stored, token.digest(&Mac::new(&[2; 32]).unwrap(), account, register));
        assert_ne!(stored, super::super::secret::digest(token.expose()));
    }
}
