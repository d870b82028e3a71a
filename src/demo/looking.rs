//! What is read of a meeting: each look by somebody who may, and what came of every item.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{read, text};
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
                let body = self.client.get(desk, &self.path("/agenda"))?.ok()?;
                self.fingerprint = Some(text(&body, "/fingerprint")?);
                let sheet: Sheet = read(body, "the draft agenda")?;
                if step.verb == Verb::ReadDraft {
                    self.say(step, "reads the draft agenda")?;
                    telling::forecast_in_short(self.page, self.scene, &sheet)
                } else {
                    telling::forecast(self.page, self.scene, &sheet)
                }
            }
            Verb::ShowAgenda => {
                let sheet: Sheet = self.client.get(desk, &self.path("/agenda?published=true"))?.read()?;
                telling::agenda(self.page, self.scene, &sheet)
            }
            Verb::ShowProposals => {
                let found = self.client.get(desk, &self.path("/proposals"))?.ok()?;
                telling::proposals(self.page, &found, step.item.as_deref())
            }
            Verb::WhatIf => {
                let inside =
                    |codes: &[String]| codes.iter().map(|code| telling::inside(self.people().name(code))).collect::<Vec<_>>().join(", ");
                let ids = |codes: &[String]| -> Result<String, Stop> {
                    Ok(codes.iter().map(|code| self.people().id(code)).collect::<Result<Vec<_>, _>>()?.join(","))
                };
                let mut path = self.path(&format!("/forecast?without={}", ids(&step.without)?));
                let mut what = format!("asks what if the {} left too", inside(&step.without));
                if !step.with.is_empty() {
                    path.push_str(&format!("&with={}", ids(&step.with)?));
                    what.push_str(&format!(" and the {} sat for them", inside(&step.with)));
                }
                let found = self.client.get(desk, &path)?.ok()?;
                let item = self.item(step)?;
                let says = telling::what_if(&found, item)?;
                self.say(step, &format!("{what}: item {} would {says}", step.item.as_deref().unwrap_or_default()))
            }
            Verb::ShowPresiding => {
                let found = self.client.get(desk, &format!("/items/{}/presiding", self.item(step)?))?.ok()?;
                hearing::presiding(self.page, self.scene, &found)
            }
            Verb::ShowQuorum => {
                for committee in self.committees(step)? {
                    let asked = committee.map_or_else(String::new, |(_, id)| format!("?committee={id}"));
                    let found = self.client.get(desk, &format!("/items/{}/quorum{asked}", self.item(step)?))?.ok()?;
                    hearing::quorum(self.page, committee.map(|(committee, _)| committee.short()), &found)?;
                }
                Ok(())
            }
            Verb::ShowMinutes => {
                let found = self.client.get(desk, &self.path("/minutes"))?.ok()?;
                hearing::minutes(self.page, &text(&found, "/text")?)
            }
            Verb::ShowDecisions => {
                let found = self.client.get(desk, "/decisions?limit=200")?.ok()?;
                hearing::decisions(self.page, self.scene, &found)
            }
            Verb::ShowBreaches => {
                let of = step.of.as_deref().ok_or_else(|| slip(step, "body"))?;
                let found = self.client.get(desk, &format!("/organisations/{of}/breaches"))?.ok()?;
                hearing::breaches(self.page, self.people(), &found)
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

    /// The outcome of an item with what it rests on, in one committee where it is named.
    pub(super) fn decided(&self, item: &str, committee: Option<&str>) -> Result<Option<(String, Evidence)>, Stop> {
        let auditor = self.opened.desk(Role::Auditor)?;
        let found = self.client.get(auditor, &format!("/items/{item}/decisions"))?.ok()?;
        let is_theirs = |decision: &&Value| committee.is_none_or(|id| telling::word(decision, "committee") == id);
        let Some(decision) = telling::items(&found).find(is_theirs) else { return Ok(None) };
        let evidence = decision.get("evidence").cloned().unwrap_or_default();
        Ok(Some((text(decision, "/outcome")?, read(evidence, "the evidence of a decision")?)))
    }

    /// What came of every item of every meeting, in each committee, and how many decisions there are.
    ///
    /// # Errors
    /// What the server says to a question that it must answer.
    pub fn items(&mut self) -> Result<(Vec<Value>, usize), Stop> {
        let secretary = self.opened.desk(Role::Secretary)?;
        let mut items = Vec::new();
        let mut decisions = 0;
        for called in &self.loaded.meetings {
            let sheet: Sheet = self.client.get(secretary, &format!("/meetings/{}/agenda?published=true", called.id))?.read()?;
            let standings = self.client.get(secretary, &format!("/meetings/{}/standings", called.id))?.ok()?;
            for (item, forecast) in sheet.items.iter().flat_map(|item| item.forecasts.iter().map(move |forecast| (item, forecast))) {
                let committee = forecast.committee.to_string();
                let decided = self.decided(&item.item.to_string(), Some(&committee))?;
                let quorum = decided
                    .as_ref()
                    .map(|(_, evidence)| json!({"before": evidence.quorum_before.quorate, "after": evidence.quorum_after.quorate}));
                decisions += usize::from(decided.is_some());
                let code = self.loaded.committees.iter().find(|(_, id)| **id == committee).map(|(code, _)| code);
                items.push(json!({
                    "meeting": called.code,
                    "committee": code,
                    "number": item.number,
                    "forecast": forecast.forecast,
                    "treatments": self.treatments(&standings, &item.number),
                    "quorum": quorum,
                    "outcome": decided.map(|(outcome, _)| outcome),
                }));
            }
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
