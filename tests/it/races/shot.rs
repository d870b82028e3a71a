//! Requests that are made ready before the start, so that nothing but sending is left.

use serde_json::{Value, json};

use super::stage::{Scene, Stage};
use crate::house::key;

#[derive(Clone)]
pub struct Shot {
    pub token: String,
    pub path: String,
    pub key: String,
    pub body: Value,
}

impl Shot {
    pub fn new(token: &str, path: String, body: Value) -> Self {
        Self { token: token.to_owned(), path, key: key(), body }
    }

    /// Signed in as somebody else.
    pub fn by(mut self, token: &str) -> Self {
        self.token = token.to_owned();
        self
    }

    /// Under a key that is not its own.
    pub fn keyed(mut self, key: &str) -> Self {
        self.key = key.to_owned();
        self
    }
}

impl Stage {
    fn secretary(&self, path: String, body: Value) -> Shot {
        Shot::new(&self.tokens.secretary, path, body)
    }

    pub fn person(&self, word: &str) -> &str {
        &self.house.people[word]
    }

    pub fn attend(&self, scene: &Scene, person: &str, event: &str) -> Shot {
        let body = json!({"person": person, "event": event});
        self.secretary(format!("/api/v1/meetings/{}/attendance", scene.meeting), body)
    }

    pub fn leave(&self, scene: &Scene, word: &str) -> Shot {
        self.attend(scene, self.person(word), "leave")
    }

    pub fn begin(&self, scene: &Scene, phase: &str) -> Shot {
        self.secretary(format!("/api/v1/items/{}/phase", scene.item), json!({"phase": phase}))
    }

    pub fn vote(&self, scene: &Scene, person: &str, choice: &str) -> Shot {
        self.secretary(format!("/api/v1/items/{}/votes", scene.item), json!({"person": person, "choice": choice}))
    }

    pub fn rule(&self, scene: &Scene, word: &str, treatment: &str, by: &str) -> Shot {
        let body = json!({"person": self.person(word), "treatment": treatment, "by": self.person(by)});
        self.secretary(format!("/api/v1/items/{}/rulings", scene.item), body)
    }

    pub fn decide(&self, scene: &Scene, outcome: &str, method: &str) -> Shot {
        self.secretary(format!("/api/v1/items/{}/decisions", scene.item), json!({"outcome": outcome, "method": method}))
    }
}
