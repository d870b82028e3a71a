//! Samples of what is sent about meetings, their items and papers.

use serde_json::json;

use super::planning::{NewOrder, NewSeries, NewStanding};
use crate::meetings::bodies::{At, ItemPatch, MeetingPatch, NewItem, NewMeeting, NewPaper};
use crate::samples::{CFO, COMMITTEE, GP, LIST, SURGERY, Sample, Samples, sample};

impl Samples for NewMeeting {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A meeting on 10 April", json!({"committees": [COMMITTEE], "date": "2018-04-10"})),
            sample(
                "A meeting without the public",
                json!({
                    "committees": [COMMITTEE], "date": "2018-05-08", "starts_at": "14:00", "place": "The Town Hall",
                    "private": true, "reference": "PCC/2018/05/private",
                }),
            ),
        ]
    }
}

impl Samples for MeetingPatch {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Another day", json!({"date": "2018-03-13"})),
            sample("Another place; when it begins is to be said later", json!({"place": "The Library", "starts_at": null})),
        ]
    }
}

impl Samples for At {
    fn samples() -> Vec<Sample> {
        vec![sample("Now", json!({}))]
    }
}

impl Samples for NewItem {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A report to be read", json!({"title": "The report of the year", "purpose": "information"})),
            sample(
                "A decision about a practice, with what the rules read of it",
                json!({
                    "number": "7", "title": "Closure of a list", "purpose": "decision", "decision_type": "list_closure", "stage": "award",
                    "function": "contracts", "procurement": "lists_2018", "value": {"amount_pence": 25_000_000, "currency": "GBP"},
                    "affects": [{"organisation": "P1"}, {"class": {"kind": "gp_practice", "commissioner": "03E"}}, {"person": GP}],
                    "private": true, "committees": [COMMITTEE], "route": "from the contracts group",
                }),
            ),
            sample("A part of an item", json!({"title": "The day of the closure", "part_of": LIST})),
        ]
    }
}

impl Samples for ItemPatch {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Another title", json!({"title": "A new surgery in the market place"})),
            sample(
                "What it is about and worth; by which way it came taken away",
                json!({"affects": [{"organisation": "P1"}], "value": 250_000, "route": null, "agenda_part": null}),
            ),
        ]
    }
}

impl Samples for NewOrder {
    fn samples() -> Vec<Sample> {
        vec![sample("The closure of the list first", json!({"items": [LIST, SURGERY]}))]
    }
}

impl Samples for NewStanding {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "What every meeting begins with",
            json!({
                "from": "2018-04-01",
                "items": [
                    {"title": "Declarations of interest", "purpose": "information"},
                    {"title": "The minutes of the last meeting", "purpose": "decision", "decision_type": "minutes", "stage": "strategy"},
                ],
            }),
        )]
    }
}

impl Samples for NewSeries {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "Every second month, on its first Tuesday",
                json!({"first": "2031-04-01", "repeats": "monthly", "every": 2, "count": 6, "starts_at": "14:00", "place": "The Town Hall"}),
            ),
            sample("On days of their own", json!({"dates": ["2032-05-04", "2032-07-06"]})),
        ]
    }
}

impl Samples for NewPaper {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A paper by one author", json!({"title": "The case for it", "authors": [CFO]})),
            sample(
                "A paper with the officer who answers for it, and where it is kept",
                json!({
                    "title": "What it would cost", "authors": [CFO, GP], "accountable": CFO,
                    "location": "https://example.org/papers/what-it-would-cost.pdf",
                    "sha256": "d57d33d026e8488109a8e15ffd6ed84e50d6ca3f673141ca406d42c80490bbc3",
                }),
            ),
        ]
    }
}
