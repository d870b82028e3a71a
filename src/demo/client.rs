//! The other side of the API: requests as any program would send them, over a socket.

use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::Stop;
use crate::fault::Fault;
use crate::problem::Problem;

/// A client of one server.
pub struct Client {
    agent: ureq::Agent,
    base: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
    /// What was asked, for an error message.
    asked: String,
}

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: String,
}

impl Client {
    #[must_use]
    pub fn at(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .build()
            .into();
        Self { agent, base: base.to_owned() }
    }

    fn run(&self, method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Result<Reply, Stop> {
        let broken = |error: &dyn std::fmt::Display| Stop::Fault(Fault::Other(format!("{method} {path}: {error}")));
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}/api/v1{path}", self.base));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = match body {
            Some(body) => {
                // A key on every act: asked twice, it is done once.
                request = request.header("Content-Type", "application/json").header("Idempotency-Key", Uuid::now_v7().to_string());
                self.agent.run(request.body(body.to_string()).map_err(|error| broken(&error))?)
            }
            None => self.agent.run(request.body(()).map_err(|error| broken(&error))?),
        };
        let mut answer = answer.map_err(|error| broken(&error))?;
        let text = answer.body_mut().with_config().limit(50_000_000).read_to_string().map_err(|error| broken(&error))?;
        let body = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        Ok(Reply { status: answer.status().as_u16(), body, asked: format!("{method} {path}") })
    }

    /// # Errors
    /// A connection that breaks, an answer that is not JSON.
    pub fn get(&self, who: &SignedIn, path: &str) -> Result<Reply, Stop> {
        self.run("GET", path, Some(&who.token), None)
    }

    /// # Errors
    /// As [`Client::get`].
    pub fn post(&self, who: &SignedIn, path: &str, body: &Value) -> Result<Reply, Stop> {
        self.run("POST", path, Some(&who.token), Some(body))
    }

    /// Without a sign-in.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn post_openly(&self, path: &str, body: &Value) -> Result<Reply, Stop> {
        self.run("POST", path, None, Some(body))
    }
}

impl Reply {
    /// The body of a success.
    ///
    /// # Errors
    /// [`Stop::False`] with what the server said instead.
    pub fn ok(self) -> Result<Value, Stop> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        let said = self.body.get("detail").and_then(Value::as_str).unwrap_or_default();
        let fields = self.body.get("errors").map(ToString::to_string).unwrap_or_default();
        Err(Stop::False(format!("{} was answered {}: {said} {fields}", self.asked, self.status).trim_end().to_owned()))
    }

    /// The body of a success, read.
    ///
    /// # Errors
    /// As [`Reply::ok`]; a body of another form.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Stop> {
        let asked = self.asked.clone();
        read(self.ok()?, &asked)
    }

    /// The problem, where it is one.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        if self.status < 400 { None } else { serde_json::from_value(self.body.clone()).ok() }
    }
}

/// A value in the form that is expected of it.
///
/// # Errors
/// [`Stop::Fault`] for another form.
pub fn read<T: DeserializeOwned>(value: Value, of: &str) -> Result<T, Stop> {
    serde_json::from_value(value).map_err(|error| Stop::Fault(Fault::Other(format!("{of}: {error}"))))
}

/// A text inside a value.
///
/// # Errors
/// [`Stop::Fault`] where there is none.
pub fn text(value: &Value, pointer: &str) -> Result<String, Stop> {
    let found = value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Stop::Fault(Fault::Other(format!("an answer has no text at {pointer}: {value}"))))
}
