//! The one list of every kind of change: how it is played again from the logs, how the law is asked
//! of it again, and who may write it. A kind that is missing here would make its entries unplayable,
//! so a test compares this list with the source; one of whose law nothing is said fails another.

mod accounts;
mod asking;
mod business;
mod calling;
mod meeting;
mod register;
mod slips;

use crate::accounts::changes as signing;
use crate::audit::replay::{Kind, OWN_KINDS};
use crate::{
    agenda, attendance, ballots, book, committees, conflicts, decisions, declarations, dispensations, http, imports, meetings,
    organisations, people, policy, proceedings, registers, votes,
};
use asking::{authored, lawful};

/// Every kind of change there is.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    let mut kinds: Vec<Kind> = OWN_KINDS.iter().map(asking::own).collect();
    kinds.extend(sign_ins());
    kinds.extend(books());
    kinds.extend(proceedings_of_meetings());
    kinds
}

fn sign_ins() -> Vec<Kind> {
    vec![
        authored::<signing::SetUpOffered>("offered by the program itself, where there is no administrator"),
        lawful::<signing::AccountCreated>().noting(accounts::noted),
        lawful::<signing::AccountInvited>(),
        lawful::<signing::PasswordSet>(),
        lawful::<signing::AccountAmended>(),
        lawful::<signing::AccountSuspended>().noting(accounts::noted),
        lawful::<signing::AccountReinstated>().noting(accounts::noted),
        lawful::<signing::RolesGiven>().noting(accounts::noted),
        lawful::<signing::SessionOpened>(),
        lawful::<signing::SessionRefreshed>(),
        lawful::<signing::SessionClosed>(),
        lawful::<signing::RefreshReused>(),
        authored::<signing::SignInRefused>("what was refused was not done"),
        authored::<signing::SignInsRefused>("what was refused was not done"),
        authored::<signing::SignInsPurged>("it is done by the program itself, and throws away what proves nothing"),
    ]
}

fn books() -> Vec<Kind> {
    vec![
        authored::<registers::RegisterRenamed>("any name will do"),
        lawful::<organisations::OrganisationMade>(),
        lawful::<organisations::OrganisationChanged>(),
        lawful::<organisations::StakeRecorded>(),
        lawful::<organisations::StakeEnded>(),
        lawful::<people::PersonMade>(),
        lawful::<people::PersonChanged>(),
        lawful::<policy::PolicyAdopted>(),
        lawful::<ballots::BallotRecorded>(),
        lawful::<dispensations::DispensationGranted>(),
        lawful::<dispensations::DispensationEnded>(),
        lawful::<committees::CommitteeMade>(),
        lawful::<committees::CommitteeChanged>(),
        lawful::<committees::TermsSet>(),
        lawful::<committees::AuthorityChanged>(),
        lawful::<committees::AuthorityWithdrawn>(),
        lawful::<committees::MemberAppointed>(),
        lawful::<committees::MembershipEnded>(),
        lawful::<declarations::InterestDeclared>(),
        lawful::<declarations::DraftChanged>(),
        lawful::<declarations::DraftDiscarded>(),
        lawful::<declarations::NilDeclared>(),
        lawful::<declarations::InterestSubmitted>(),
        lawful::<declarations::InterestReviewed>(),
        lawful::<declarations::InterestEnded>(),
        lawful::<declarations::RedactionDecided>(),
        authored::<imports::changes::ListImported>("the list itself is not in the log, so it cannot be read again"),
    ]
}

fn proceedings_of_meetings() -> Vec<Kind> {
    vec![
        lawful::<meetings::changes::MeetingCalled>(),
        lawful::<meetings::changes::planning::MeetingsCalled>(),
        lawful::<meetings::changes::planning::StandingItemsSet>(),
        lawful::<meetings::changes::MeetingChanged>(),
        lawful::<meetings::changes::ItemAdded>(),
        lawful::<meetings::changes::ItemChanged>(),
        lawful::<meetings::changes::ordering::AgendaOrdered>(),
        lawful::<meetings::changes::PaperTabled>(),
        lawful::<attendance::changes::AttendanceRecorded>(),
        lawful::<attendance::changes::VisitRecorded>(),
        lawful::<conflicts::changes::RulingMade>(),
        lawful::<conflicts::changes::PanelHeard>(),
        lawful::<conflicts::changes::PapersServed>(),
        lawful::<proceedings::changes::MeetingConvened>(),
        lawful::<proceedings::changes::MeetingEnded>(),
        lawful::<proceedings::changes::PresiderNamed>(),
        lawful::<proceedings::changes::PhaseBegun>(),
        lawful::<proceedings::changes::AdviceGiven>(),
        lawful::<agenda::changes::AgendaPublished>(),
        lawful::<votes::changes::VoteCast>(),
        lawful::<votes::changes::RollTaken>(),
        lawful::<votes::changes::HandsCounted>(),
        lawful::<votes::changes::ElectionHeld>(),
        lawful::<votes::changes::ItemCalledIn>(),
        lawful::<votes::changes::CastingVoteCast>(),
        lawful::<decisions::changes::DecisionRecorded>(),
        lawful::<decisions::changes::DecisionCorrected>(),
        lawful::<decisions::changes::determining::DecisionDetermined>(),
        lawful::<decisions::changes::MinutesFinalised>(),
        lawful::<decisions::changes::MinutesCorrected>(),
        lawful::<decisions::changes::urgent::UrgentlyDecided>(),
        lawful::<meetings::changes::carrying::ItemCarried>(),
        lawful::<meetings::changes::taking_off::ItemWithdrawn>(),
        lawful::<meetings::changes::taking_off::ItemRemoved>(),
        lawful::<book::changes::ActStruck>(),
        lawful::<book::changes::NilSaid>(),
        lawful::<book::changes::MeetingAdjourned>(),
        lawful::<book::changes::MeetingResumed>(),
        lawful::<book::changes::DecisionReopened>(),
        lawful::<book::changes::PersonCoOpted>(),
        authored::<http::ExportTaken>("it changes nothing"),
        authored::<http::PersonalDataRead>("it changes nothing"),
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

    #[test]
    fn of_every_kind_it_is_said_how_its_law_is_asked_and_who_may_write_it() {
        for kind in super::kinds() {
            assert!(kind.said_of_its_law().is_some_and(|said| !said.is_empty()), "{kind:?}: nothing is said of its law");
            assert!(kind.has_authors(), "{kind:?}: it is not said who may write it");
        }
    }
}
