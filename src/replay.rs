//! The one list of every kind of change, by which the tables are played again from the logs. A
//! kind that is missing here would make its entries unplayable, so a test compares this list
//! with the source.

use crate::audit::replay::{Kind, OWN_KINDS};
use crate::{
    access, agenda, attendance, committees, conflicts, decisions, declarations, door, imports, meetings, organisations, people, policy,
    proceedings, votes,
};

/// Every kind of change there is.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    let mut kinds = OWN_KINDS.to_vec();
    kinds.extend(access::changes::kinds());
    kinds.extend(books());
    kinds.extend(business());
    kinds
}

fn books() -> Vec<Kind> {
    vec![
        Kind::of::<organisations::OrganisationMade>(),
        Kind::of::<organisations::OrganisationChanged>(),
        Kind::of::<organisations::StakeRecorded>(),
        Kind::of::<organisations::StakeEnded>(),
        Kind::of::<people::PersonMade>(),
        Kind::of::<people::PersonChanged>(),
        Kind::of::<policy::PolicyAdopted>(),
        Kind::of::<committees::CommitteeMade>(),
        Kind::of::<committees::CommitteeChanged>(),
        Kind::of::<committees::TermsSet>(),
        Kind::of::<committees::MemberAppointed>(),
        Kind::of::<committees::MembershipEnded>(),
        Kind::of::<declarations::InterestDeclared>(),
        Kind::of::<declarations::DraftChanged>(),
        Kind::of::<declarations::DraftDiscarded>(),
        Kind::of::<declarations::NilDeclared>(),
        Kind::of::<declarations::InterestSubmitted>(),
        Kind::of::<declarations::InterestReviewed>(),
        Kind::of::<declarations::InterestEnded>(),
        Kind::of::<imports::changes::ListImported>(),
    ]
}

fn business() -> Vec<Kind> {
    vec![
        Kind::of::<meetings::changes::MeetingCalled>(),
        Kind::of::<meetings::changes::MeetingChanged>(),
        Kind::of::<meetings::changes::ItemAdded>(),
        Kind::of::<meetings::changes::ItemChanged>(),
        Kind::of::<meetings::changes::PaperTabled>(),
        Kind::of::<attendance::changes::AttendanceRecorded>(),
        Kind::of::<conflicts::changes::RulingMade>(),
        Kind::of::<conflicts::changes::PapersServed>(),
        Kind::of::<proceedings::changes::MeetingConvened>(),
        Kind::of::<proceedings::changes::MeetingEnded>(),
        Kind::of::<proceedings::changes::PresiderNamed>(),
        Kind::of::<proceedings::changes::PhaseBegun>(),
        Kind::of::<agenda::changes::AgendaPublished>(),
        Kind::of::<votes::changes::VoteCast>(),
        Kind::of::<votes::changes::CastingVoteCast>(),
        Kind::of::<decisions::changes::DecisionRecorded>(),
        Kind::of::<decisions::changes::DecisionCorrected>(),
        Kind::of::<decisions::changes::MinutesFinalised>(),
        Kind::of::<door::ExportTaken>(),
        Kind::of::<door::PersonalDataRead>(),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::path::Path;

    fn written_in(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                written_in(&path, found);
            } else if path.extension().is_some_and(|suffix| suffix == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let kinds = text.split("const KIND: &'static str = \"").skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(kinds.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_kind_of_change_in_the_source_is_in_the_list_once() {
        let mut written = Vec::new();
        written_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut written);
        // Of ids and of this test's own text.
        written.retain(|kind| kind.contains('.'));
        let listed: Vec<&str> = super::kinds().iter().map(|kind| kind.traits.kind).collect();
        let once: BTreeSet<&str> = listed.iter().copied().collect();
        assert_eq!(once.len(), listed.len(), "a kind is listed twice");
        assert_eq!(once, written.iter().map(String::as_str).collect::<BTreeSet<_>>());
    }
}
