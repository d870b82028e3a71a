//! What terms say of who decides, in itself: rows of authority, pathways, parts of an agenda (D6, D).

use std::collections::BTreeSet;

use super::unread;
use crate::committees::authority::Level;
use crate::committees::terms::Terms;
use crate::fault::FieldError;
use crate::text::{Line, Word};

/// What is wrong with these, field by field.
pub(super) fn faults(terms: &Terms, faults: &mut Vec<FieldError>) {
    let mut rows = BTreeSet::new();
    for (n, row) in terms.authority.iter().enumerate() {
        if !rows.insert((&row.function, row.from)) {
            let message = "another row says of this function from this day: of two that begin together none is in force before the other";
            faults.push(FieldError::new(format!("/authority/{n}/from"), "duplicate", message));
        }
        if row.to.is_some_and(|to| to < row.from) {
            faults.push(FieldError::new(format!("/authority/{n}/to"), "period_invalid", "ends before it begins"));
        }
        faults.extend(unread(&format!("/authority/{n}/function"), Some(&row.function), Word::parse));
        faults.extend(unread(&format!("/authority/{n}/with"), row.with.as_deref(), Line::parse));
        if row.level == Level::Shadow && row.with.is_none() {
            faults.push(nobody_decides_meanwhile(&format!("/authority/{n}/with")));
        }
    }
    let mut kinds = BTreeSet::new();
    for (n, pathway) in terms.pathways.iter().enumerate() {
        let at = |field: &str| format!("/pathways/{n}/{field}");
        faults.extend(unread(&at("decision_type"), Some(&pathway.decision_type), Word::parse));
        faults.extend(unread(&at("decided_by"), Some(&pathway.decided_by), Line::parse));
        faults.extend(unread(&at("words"), pathway.words.as_deref(), Line::parse));
        if !kinds.insert(&pathway.decision_type) {
            let message = "there is another pathway for this kind of decision: one body decides it";
            faults.push(FieldError::new(at("decision_type"), "duplicate", message));
        }
    }
    let mut parts = BTreeSet::new();
    for (n, one) in terms.agenda_parts.iter().enumerate() {
        let at = format!("/agenda_parts/{n}/part");
        faults.extend(unread(&at, Some(&one.part), Word::parse));
        faults.extend(unread(&format!("/agenda_parts/{n}/with"), one.with.as_deref(), Line::parse));
        if !parts.insert(&one.part) {
            faults.push(FieldError::new(at, "duplicate", format!("there is another part '{}' in these terms", one.part)));
        }
    }
}

/// D5: what is decided in shadow somebody else decides meanwhile.
pub(in crate::committees) fn nobody_decides_meanwhile(pointer: &str) -> FieldError {
    FieldError::new(pointer, "required", "say who decides while this committee decides in shadow")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use crate::committees::rules::faults_of;

    fn faults(more: Value) -> Vec<(String, String)> {
        let mut terms = json!({
            "from": "2015-04-01",
            "seats": [{"id": "a", "capacity": "lay", "voting": true}],
            "quorum": {"at_least": 1, "of": "anyone"},
        });
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        faults_of(&serde_json::from_value(terms).unwrap()).into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
        vec![(pointer.to_owned(), code.to_owned())]
    }

    #[test]
    fn in_shadow_somebody_decides_meanwhile() {
        let row = |with: Value| json!({"authority": [{"function": "x", "level": "shadow", "with": with, "from": "2015-04-01"}]});
        assert_eq!(faults(row(json!("NHS England"))), []);
        assert_eq!(faults(row(json!(null))), one("/authority/0/with", "required"));
    }

    #[test]
    fn of_a_function_one_row_begins_on_a_day() {
        let rows = |from: &str| json!({"authority": [{"function": "x", "level": "decide", "from": "2015-04-01"}, {"function": "x", "level": "reserved", "from": from}]});
        assert_eq!(faults(rows("2016-04-01")), []);
        assert_eq!(faults(rows("2015-04-01")), one("/authority/1/from", "duplicate"));
    }

    #[test]
    fn one_body_decides_a_kind_of_decision() {
        let pathways = |second: &str| json!({"pathways": [{"decision_type": "merger", "decided_by": "13Q"}, {"decision_type": second, "decided_by": "NHS England"}]});
        assert_eq!(faults(pathways("closure")), []);
        assert_eq!(faults(pathways("merger")), one("/pathways/1/decision_type", "duplicate"));
        assert_eq!(
            faults(json!({"pathways": [{"decision_type": "merger", "decided_by": " 13Q"}]})),
            one("/pathways/0/decided_by", "surrounding_space")
        );
        let many: Vec<Value> = (0..101).map(|n| json!({"decision_type": format!("k{n}"), "decided_by": "13Q"})).collect();
        assert_eq!(faults(json!({ "pathways": many })), one("/pathways", "length"));
    }

    #[test]
    fn a_part_of_the_agenda_is_named_once() {
        let parts = |second: &str| json!({"agenda_parts": [{"part": "one", "level": "decide"}, {"part": second, "level": "recommend"}]});
        assert_eq!(faults(parts("two")), []);
        assert_eq!(faults(parts("one")), one("/agenda_parts/1/part", "duplicate"));
        let many: Vec<Value> = (0..21).map(|n| json!({"part": format!("p{n}"), "level": "decide"})).collect();
        assert_eq!(faults(json!({ "agenda_parts": many })), one("/agenda_parts", "length"));
    }
}
