//! What is read of a meeting: each look by somebody who may, and what came of every item.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{read, text};
use super::page::Ink;
use super::play::{Play, slip};
use super::script::{Step, Verb};
use super::{Stop, hearing, telling};
use crate::access::Role;
use crate::agenda::sheet::Sheet;
use crate::decisions::rules::evidence::Evidence;

impl Play<'_> {
    /// What only reads.
    pub(super) fn look(&mut self, step: &Step) -> Result<(), Stop> {
        let desk = self.desk(step)?;
        match step.verb {
            Verb::ReadDraft | Verb::ShowForecast => {
                let body = self.client.get(desk, &self.meeting("/agenda"))?.ok()?;
                self.fingerprint = Some(text(&body, "/fingerprint")?);
                let sheet: Sheet = read(body, "the draft agenda")?;
                if step.verb == Verb::ReadDraft {
                    self.say(step, "reads the draft agenda")?;
                    telling::forecast_in_short(self.page, &sheet)
                } else {
                    telling::forecast(self.page, &sheet)
                }
            }
            Verb::ShowAgenda => {
                let sheet: Sheet = self.client.get(desk, &self.meeting("/agenda?published=true"))?.read()?;
                telling::agenda(self.page, &sheet)
            }
            Verb::ShowProposals => {
                let found = self.client.get(desk, &self.meeting("/proposals"))?.ok()?;
                telling::proposals(self.page, &found, step.item.as_deref())
            }
            Verb::WhatIf => {
                let ids = |codes: &[String]| -> Result<String, Stop> {
                    Ok(codes.iter().map(|code| self.people().id(code)).collect::<Result<Vec<_>, _>>()?.join(","))
                };
                let mut path = self.meeting(&format!("/forecast?without={}", ids(&step.without)?));
                let mut what = format!("asks what if the {} left too", self.people().names(&step.without).to_lowercase());
                if !step.with.is_empty() {
                    path.push_str(&format!("&with={}", ids(&step.with)?));
                    what.push_str(&format!(" and the {} sat for them", self.people().names(&step.with).to_lowercase()));
                }
                let found = self.client.get(desk, &path)?.ok()?;
                let item = self.item(step)?;
                let says = telling::what_if(&found, item)?;
                self.say(step, &format!("{what}: item {} would {says}", step.item.as_deref().unwrap_or_default()))
            }
            Verb::ShowPresiding => {
                let found = self.client.get(desk, &format!("/items/{}/presiding", self.item(step)?))?.ok()?;
                let name = text(&found, "/name")?;
                Ok(self.page.labelled(Ink::Bold, 2, "Presiding: ", &name)?)
            }
            Verb::ShowQuorum => {
                let found = self.client.get(desk, &format!("/items/{}/quorum", self.item(step)?))?.ok()?;
                hearing::quorum(self.page, &found)
            }
            Verb::ShowMinutes => {
                let found = self.client.get(desk, &self.meeting("/minutes"))?.ok()?;
                hearing::minutes(self.page, &text(&found, "/text")?)
            }
            Verb::ShowDecisions => {
                let found = self.client.get(desk, &format!("/decisions?meeting={}", self.loaded.meeting))?.ok()?;
                hearing::decisions(self.page, &found)
            }
            Verb::ShowLog => {
                let head = self.client.get(desk, "/audit/head")?.ok()?;
                let mut kinds = Vec::new();
                let mut next = Some(String::new());
                while let Some(cursor) = next {
                    let page = self.client.get(desk, &format!("/audit/entries?limit=200{cursor}"))?.ok()?;
                    let entries = page.get("items").and_then(Value::as_array).into_iter().flatten();
                    kinds.extend(entries.filter_map(|entry| entry.get("kind").and_then(Value::as_str)).map(str::to_owned));
                    next = page.get("next").and_then(Value::as_str).map(|cursor| format!("&cursor={cursor}"));
                }
                hearing::log(self.page, &head, &kinds)
            }
            _ => Err(slip(step, "verb that reads")),
        }
    }

    /// The outcome of an item with what it rests on.
    pub(super) fn decided(&self, number: &str) -> Result<Option<(String, Evidence)>, Stop> {
        let auditor = self.opened.desk(Role::Auditor)?;
        let mut found = self.client.get(auditor, &format!("/items/{}/decisions", self.loaded.item(number)?))?.ok()?;
        let Some(decision) = found.pointer_mut("/items/0").map(Value::take) else { return Ok(None) };
        let outcome = text(&decision, "/outcome")?;
        let evidence = decision.get("evidence").cloned().unwrap_or_default();
        Ok(Some((outcome, read(evidence, "the evidence of a decision")?)))
    }

    /// What came of every item, and how many decisions there are.
    ///
    /// # Errors
    /// What the server says to a question that it must answer.
    pub fn items(&mut self) -> Result<(Vec<Value>, usize), Stop> {
        let secretary = self.opened.desk(Role::Secretary)?;
        let sheet: Sheet = self.client.get(secretary, &self.meeting("/agenda?published=true"))?.read()?;
        let standings = self.client.get(secretary, &self.meeting("/standings"))?.ok()?;
        let mut items = Vec::new();
        let mut decisions = 0;
        for item in &sheet.items {
            let decided = self.decided(&item.number)?;
            let quorum = decided
                .as_ref()
                .map(|(_, evidence)| json!({"before": evidence.quorum_before.quorate, "after": evidence.quorum_after.quorate}));
            decisions += usize::from(decided.is_some());
            items.push(json!({
                "number": item.number,
                "forecast": item.forecasts.first().map(|forecast| forecast.forecast),
                "treatments": self.treatments(&standings, &item.number),
                "quorum": quorum,
                "outcome": decided.map(|(outcome, _)| outcome),
            }));
        }
        Ok((items, decisions))
    }

    /// How everybody stands on an item, by their codes.
    fn treatments(&self, standings: &Value, number: &str) -> BTreeMap<String, Value> {
        let items = standings.get("items").and_then(Value::as_array).into_iter().flatten();
        let is_numbered = |item: &&Value| item.get("number").and_then(Value::as_str) == Some(number);
        let people = items.filter(is_numbered).filter_map(|item| item.get("people").and_then(Value::as_array)).flatten();
        people
            .filter_map(|person| {
                let id = person.get("person").and_then(Value::as_str)?;
                Some((self.people().code(id).to_owned(), person.get("treatment")?.clone()))
            })
            .collect()
    }
}
