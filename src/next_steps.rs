//! What can be done next about a refusal: for each reason code the address that cures it, made
//! from what the reasons rest on and from where the request went. In one place, so that no
//! refusal leaves without a next step.

use crate::attendance::rules::visitors::VISITOR;
use crate::problem::Problem;
use crate::verdict::{Code, Reason, Remedy};

/// Where every address of the API begins.
const ROOT: &str = "/api/v1";

/// The fact of a meeting that can still be convened.
const CALLED: &str = "state:called";
const ADJOURNED: &str = "state:adjourned";

/// The folder of things of a kind, where it is not the kind's plural.
fn folder(kind: &str) -> String {
    match kind {
        "person" => "people".to_owned(),
        "account" => "users".to_owned(),
        other => format!("{other}s"),
    }
}

/// Where a refusal happened: the things its reasons and its address name.
struct Place<'a> {
    method: &'a str,
    path: &'a str,
    reasons: &'a [Reason],
    /// Whether an address can be read.
    reads: &'a dyn Fn(&str) -> bool,
}

impl Place<'_> {
    /// The id of a thing of this kind: as the reason names it, else as the address or another
    /// reason does.
    fn id(&self, reason: &Reason, kind: &str, folder: &str) -> Option<String> {
        let named = |reason: &Reason| {
            reason.facts.iter().find_map(|fact| fact.strip_prefix(kind).and_then(|rest| rest.strip_prefix(':')).map(str::to_owned))
        };
        let addressed = || {
            let mut parts = self.path.split('/');
            parts.find(|part| *part == folder)?;
            parts.next().filter(|id| !id.is_empty()).map(str::to_owned)
        };
        named(reason).or_else(addressed).or_else(|| self.reasons.iter().find_map(named))
    }

    /// The same request once more.
    fn again(&self, label: &str) -> Remedy {
        Remedy { method: self.method.to_owned(), ..remedy("amend", label, self.path.to_owned()) }
    }

    fn item(&self, reason: &Reason, rest: &str) -> Option<String> {
        Some(format!("/api/v1/items/{}{rest}", self.id(reason, "item", "items")?))
    }

    fn meeting(&self, reason: &Reason, rest: &str) -> Option<String> {
        Some(format!("/api/v1/meetings/{}{rest}", self.id(reason, "meeting", "meetings")?))
    }

    fn decision(&self, reason: &Reason, rest: &str) -> Option<String> {
        Some(format!("/api/v1/decisions/{}{rest}", self.id(reason, "decision", "decisions")?))
    }

    fn declaration(&self, reason: &Reason, rest: &str) -> Option<String> {
        Some(format!("{ROOT}/declarations/{}{rest}", self.id(reason, "declaration", "declarations")?))
    }

    fn committee(&self, reason: &Reason, rest: &str) -> Option<String> {
        Some(format!("/api/v1/committees/{}{rest}", self.id(reason, "committee", "committees")?))
    }

    /// The address of the request, or the nearest above it that can be read: what was acted on.
    /// Where none can, a thing that a reason names.
    fn thing(&self) -> String {
        let mut path = self.path;
        while path.starts_with(ROOT) {
            if (self.reads)(path) {
                return path.to_owned();
            }
            path = path.rsplit_once('/').map_or("", |(above, _)| above);
            if path == ROOT {
                break;
            }
        }
        self.named(self.reasons).unwrap_or_else(|| ROOT.to_owned())
    }

    /// The first thing that one of these reasons names and that has an address.
    fn named(&self, reasons: &[Reason]) -> Option<String> {
        let facts = reasons.iter().flat_map(|reason| &reason.facts);
        let named = facts.filter_map(|fact| fact.split_once(':')).map(|(kind, id)| format!("{ROOT}/{}/{id}", folder(kind)));
        named.into_iter().find(|href| (self.reads)(href))
    }
}

/// A step that is done, by its address; a look at something, for an action that sees, reads or finds.
fn remedy(action: &str, label: &str, href: String) -> Remedy {
    let looks = ["see_", "read", "find"].iter().any(|word| action.starts_with(word));
    let method = if looks { "GET" } else { "POST" };
    Remedy { action: action.to_owned(), label: label.to_owned(), method: method.to_owned(), href }
}

/// The next steps of what went wrong at an address. `reads` tells which addresses can be read.
#[must_use]
pub fn next_steps(problem: &Problem, method: &str, path: &str, reads: &dyn Fn(&str) -> bool) -> Vec<Remedy> {
    let place = Place { method, path, reasons: &problem.reasons, reads };
    if !problem.reasons.is_empty() {
        return remedies(&place);
    }
    match problem.code.as_str() {
        "stale" | "match_required" | "unmatched" => vec![remedy("read", "Read it as it stands, with its ETag", place.thing())],
        "idempotency_key_invalid" => vec![place.again("Send it again with the header Idempotency-Key")],
        "idempotency_key_reused" => vec![place.again("Send it again with a new Idempotency-Key")],
        "sign_in_required" => vec![remedy("sign_in", "Sign in", format!("{ROOT}/sessions"))],
        "invalid" => lists(problem),
        _ => Vec::new(),
    }
}

/// Where what a field should have named is to be found.
fn lists(problem: &Problem) -> Vec<Remedy> {
    let mut found: Vec<Remedy> = Vec::new();
    for field in problem.errors.iter().filter(|field| field.code == "unknown_reference") {
        let name = field.pointer.rsplit('/').find(|part| !part.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or_default();
        let (label, folder) = match name {
            "organisation" | "body" | "affects" | "when_organisation" | "commissioner" | "partners" => ("Find the body", "organisations"),
            "committee" | "committees" => ("Find the committee", "committees"),
            "person" | "by" | "authors" | "accountable" | "related_to" | "dissent" | "deputy_for" => ("Find the person", "people"),
            _ => continue,
        };
        let next = remedy("find", label, format!("{ROOT}/{folder}"));
        if !found.contains(&next) {
            found.push(next);
        }
    }
    found
}

/// The next steps of a refusal, each once, in the order of its reasons.
fn remedies(place: &Place<'_>) -> Vec<Remedy> {
    let mut found: Vec<Remedy> = Vec::new();
    for reason in place.reasons {
        for next in of(place, reason) {
            if !found.contains(&next) {
                found.push(next);
            }
        }
    }
    if found.is_empty() {
        found.push(remedy("read", "Look at it as it stands", place.thing()));
    }
    found
}

fn of(place: &Place<'_>, reason: &Reason) -> Vec<Remedy> {
    let item = |action: &str, label: &str, rest: &str| place.item(reason, rest).map(|href| remedy(action, label, href));
    let meeting = |action: &str, label: &str, rest: &str| place.meeting(reason, rest).map(|href| remedy(action, label, href));
    let decision = |action: &str, label: &str, rest: &str| place.decision(reason, rest).map(|href| remedy(action, label, href));
    let committee = |action: &str, label: &str, rest: &str| place.committee(reason, rest).map(|href| remedy(action, label, href));
    let again = |label: &str| Some(place.again(label));
    let rule = || item("rule", "Record the ruling of whoever presides", "/rulings");
    let preside = || item("preside", "Name somebody unconflicted to preside", "/presiding");
    let is_determining = place.path.ends_with("/determinations");
    let see_decision = || decision("see_decision", "See the decision, and what was determined of it", "");
    let defer = || item("defer", "Record that the item is deferred", "/decisions");
    let steps = match reason.code {
        Code::NotAMember => {
            [committee("see_members", "See who sits on the committee", "/memberships"), item("see_item", "See the item", "")]
        }
        Code::SeatDoesNotVote | Code::SeatAlreadyVoted => [item("see_votes", "See the votes cast", "/votes"), None],
        Code::NamesRequired => [item("take_a_roll", "Record each vote by name", "/roll"), None],
        // Whoever may not come in is not said to have come.
        Code::NotPresent => {
            let arrives = !place.reasons.iter().any(|other| other.code == Code::ExcludedByRuling);
            let arrive = meeting("arrive", "Record the arrival, if they are there", "/attendance").filter(|_| arrives);
            [arrive, item("see_item", "See the item and its meeting", "")]
        }
        Code::ExcludedByRuling => [item("see_rulings", "See the ruling, and rule otherwise if the policy allows", "/rulings"), None],
        Code::AwaitingRuling | Code::ConflictsUnresolved => [rule(), None],
        Code::VoteNotOpen if reason.rule == "C6.3" => {
            [item("decide", "Record the decision", "/decisions"), item("see_tally", "See the count", "/tally")]
        }
        Code::VoteNotOpen if reason.rule.starts_with("C7") => [item("see_item", "See the item", ""), None],
        Code::VoteNotOpen => [item("begin", "Take the item into the phase", "/phase"), None],
        // What was taken off is put there anew, or nowhere.
        Code::OutOfPhase if reason.facts.iter().any(|fact| fact == "state:withdrawn" || fact == "state:removed") => {
            [item("see_item", "See why it was taken off the agenda", ""), None]
        }
        Code::OutOfPhase if place.path.ends_with("/reopen") => {
            [item("see_decisions", "See what was decided of the item", "/decisions"), None]
        }
        // What was asked for too early comes after its phase; a phase that is past does not come back.
        Code::OutOfPhase if place.path.ends_with("/decisions") => [item("begin", "Take the item into the phase", "/phase"), None],
        Code::OutOfPhase if is_determining => [see_decision(), None],
        Code::OutOfPhase if place.path.ends_with("/close") || place.path.ends_with("/finalise") => {
            [item("decide", "Record the outcome of the item, or that it is deferred", "/decisions"), None]
        }
        Code::OutOfPhase if place.path.ends_with("/remove") || place.path.ends_with("/withdraw") => {
            let other = if place.path.ends_with("/remove") { "/withdraw" } else { "/remove" };
            [item("take_off", "Take it off the agenda the other way", other), item("see_item", "See the item and the phase it is in", "")]
        }
        Code::OutOfPhase if place.path.ends_with("/order") => {
            [item("see_item", "See the item that was taken", ""), meeting("see_items", "See the items in their order", "/items")]
        }
        Code::OutOfPhase => [item("see_item", "See the item and the phase it is in", ""), defer()],
        // Of a conflicts panel: who has an interest, and the panel as it should have been.
        Code::DeciderConflicted | Code::RulingOnSelf | Code::NotTheDecider | Code::Inquorate if place.path.ends_with("/panels") => {
            [item("see_item", "See the item and its meeting", ""), again("Send it again with a panel that may sit")]
        }
        Code::BelowFloor if place.path.ends_with("/panels") => {
            [again("Send it again with an instruction that is not below the floor"), None]
        }
        Code::Inquorate => [item("see_quorum", "See who is missing and what would repair it", "/quorum"), defer()],
        Code::MustLeaveFirst if reason.facts.iter().any(|fact| fact == VISITOR) => {
            [meeting("leave", "Record that the visitor leaves, or was invited to the item", "/visitors"), None]
        }
        Code::VisitorKeptOut => [item("see_item", "See the item that is under way", ""), meeting("see_meeting", "See the meeting", "")],
        Code::MustLeaveFirst => [meeting("leave", "Record that they leave for the item", "/attendance"), rule()],
        // What is decided urgently is decided where nobody presides.
        Code::DeciderConflicted | Code::RulingOnSelf | Code::NotTheDecider if place.path.ends_with("/urgent-decisions") => {
            [item("see_item", "See the item and its committee", ""), again("Send it again with those who may decide urgently")]
        }
        // Who judges a decision under query presides over nothing.
        Code::DeciderConflicted | Code::RulingOnSelf | Code::NotTheDecider if is_determining => {
            [Some(remedy("see_people", "Find a guardian who had no part in it", format!("{ROOT}/people"))), see_decision()]
        }
        Code::DeciderConflicted | Code::RulingOnSelf | Code::NotTheDecider => {
            [item("see_presiding", "See who presides over the item", "/presiding"), preside()]
        }
        Code::NobodyCanPreside | Code::PresiderConflicted => [preside(), None],
        Code::TreatmentNotPermitted | Code::BelowFloor => [item("rule", "Rule with a treatment that is permitted", "/rulings"), None],
        Code::ReasonRequired => [again("Send it again with a reason"), None],
        Code::ReservedFunction | Code::AboveValueLimit => {
            [item("recommend", "Record a recommendation to the body that decides", "/decisions"), None]
        }
        Code::NotCarried | Code::ConsensusNotReached | Code::OrganisationsDisagree if place.path.ends_with("/corrections") => {
            [Some(remedy("read", "See the decision and its votes", place.thing())), None]
        }
        Code::NotCarried | Code::ConsensusNotReached | Code::OrganisationsDisagree => {
            [item("see_tally", "See the count", "/tally"), defer()]
        }
        Code::CastingVoteNeeded => [item("cast_casting_vote", "Record the casting vote of whoever presides", "/casting-vote"), None],
        Code::NoCastingVote => [item("see_tally", "See the count", "/tally"), None],
        Code::CompositionBreached => {
            [item("override", "Record it with a reason by a guardian of conflicts of interest", "/decisions"), defer()]
        }
        Code::MajorityWithdrew => [again("Send it again with the word of whoever presides, and the reason, to go on"), defer()],
        Code::DecisionFinal | Code::UnderQuery => [
            decision("correct", "Add a correction to the decision", "/corrections")
                .or_else(|| item("see_decisions", "See what was decided, and correct it by an addition", "/decisions")),
            decision("determine", "Record that the guardian determined that it stands", "/determinations")
                .filter(|_| reason.code == Code::UnderQuery),
        ],
        Code::MinutesIncomplete => [item("decide", "Record the outcome of the item", "/decisions"), None],
        Code::PaperWithheld => [item("see_rulings", "See what was ruled", "/rulings"), None],
        Code::ConflictedAuthor => [
            item("remove", "Remove the item, to put it on the agenda anew", "/remove"),
            Some(place.again("Send it again with the guardian's word and reason")),
        ],
        Code::MeetingNotOpen => {
            let is_called = reason.facts.iter().any(|fact| fact == CALLED);
            let is_adjourned = reason.facts.iter().any(|fact| fact == ADJOURNED);
            let convene = meeting("convene", "Convene the meeting", "/convene").filter(|_| is_called);
            let resume = || meeting("resume", "Resume the meeting", "/resume").filter(|_| is_adjourned);
            [convene.or_else(resume), meeting("see_meeting", "See the meeting", "")]
        }
        Code::ItemNotInThisCommittee => [item("see_item", "See which committees the item concerns", ""), None],
        Code::TermsNotInForce => [committee("set_terms", "Enter terms of reference for the day", "/terms"), None],
        Code::DeclarationOutstanding => [
            Some(remedy("declare", "Record the declaration", format!("{ROOT}/declarations"))),
            Some(remedy("declare_nil", "Record that they have nothing to declare", format!("{ROOT}/nil-declarations"))),
        ],
        Code::MinutesFinal => [meeting("see_minutes", "See the minutes, and what was added to them", "/minutes"), None],
        Code::OthersRestOnIt => [meeting("see_book", "See the book of the meeting, and what rests on it", "/book"), None],
        Code::TimeRequired => [again("Send it again with the time at which it happened"), None],
        Code::AgendaStale => [meeting("read_draft", "Read the draft again", "/agenda"), None],
        Code::StateForbids if place.id(reason, "declaration", "declarations").is_some() => {
            let state = reason.facts.iter().find_map(|fact| fact.strip_prefix("state:")).unwrap_or_default();
            let next = match state {
                "draft" => place.declaration(reason, "/submit").map(|href| remedy("submit", "Submit the draft", href)),
                "submitted" | "reviewed" | "active" => {
                    place.declaration(reason, "/end").map(|href| remedy("end", "End the interest; it stays on the register", href))
                }
                _ => None,
            };
            let anew = || remedy("declare", "Declare anew what has changed", format!("{ROOT}/declarations"));
            [Some(remedy("read", "Look at it as it stands", place.thing())), Some(next.unwrap_or_else(anew))]
        }
        // Of an arrival or apologies the one there is stands in the attendance, and not in the person.
        Code::Duplicate if place.path.contains("/attendance") => [Some(remedy("read", "See who is there", place.thing())), None],
        Code::Duplicate => {
            let named = place.named(std::slice::from_ref(reason));
            [Some(remedy("read", "Look at the one there is", named.unwrap_or_else(|| place.thing()))), None]
        }
        Code::BallotNotCarried | Code::UnknownReference | Code::PeriodInvalid | Code::StateForbids => {
            [Some(remedy("read", "Look at it as it stands", place.thing())), None]
        }
    };
    steps.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remedies(reason: Reason, path: &str, reads: &dyn Fn(&str) -> bool) -> Vec<Remedy> {
        super::remedies(&Place { method: "POST", path, reasons: &[reason], reads })
    }

    const ITEM: &str = "0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11";

    #[test]
    fn every_code_has_a_next_step_at_an_item() {
        for code in Code::ALL {
            let path = format!("/api/v1/items/{ITEM}/votes");
            let found = remedies(Reason::new(*code, "C1", "Because."), &path, &|_| true);
            assert!(!found.is_empty(), "{code}");
            assert!(found.iter().all(|next| next.href.starts_with("/api/v1/") && !next.method.is_empty()), "{code}");
        }
    }

    #[test]
    fn what_a_reason_names_wins_over_the_address() {
        let other = "0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b12";
        let reason = Reason::new(Code::MinutesIncomplete, "C4", "No outcome.").fact(format!("item:{other}"));
        let found = remedies(reason, "/api/v1/meetings/x/minutes/finalise", &|_| true);
        assert_eq!(found.first().map(|next| next.href.clone()), Some(format!("/api/v1/items/{other}/decisions")));
    }

    #[test]
    fn a_meeting_is_convened_only_where_it_has_been_called() {
        let actions = |state: &str| {
            let reason = Reason::new(Code::MeetingNotOpen, "C10", "Not open.").fact(format!("meeting:{ITEM}")).fact(state.to_owned());
            remedies(reason, "/api/v1/items/x/votes", &|_| true).into_iter().map(|next| next.action).collect::<Vec<_>>()
        };
        assert_eq!(actions("state:called"), ["convene", "see_meeting"]);
        assert_eq!(actions("state:closed"), ["see_meeting"]);
    }

    #[test]
    fn the_thing_acted_on_is_the_nearest_address_above_that_can_be_read() {
        let next = |reads: &dyn Fn(&str) -> bool| {
            let found = remedies(Reason::new(Code::StateForbids, "A2", "No."), &format!("/api/v1/declarations/{ITEM}/submit"), reads);
            found.first().map(|next| next.href.clone())
        };
        assert_eq!(next(&|path| !path.ends_with("/submit")), Some(format!("/api/v1/declarations/{ITEM}")));
        assert_eq!(next(&|path| !path.contains(ITEM)), Some("/api/v1/declarations".to_owned()));
        assert_eq!(next(&|_| false), Some("/api/v1".to_owned()));
        let named = || Reason::new(Code::StateForbids, "A1", "No.").fact("fact:1".to_owned()).fact("person:2".to_owned());
        let found = remedies(named(), "/api/v1/memberships/1/end", &|path| path == "/api/v1/people/2" || path == ROOT);
        assert_eq!(found.first().map(|next| next.href.as_str()), Some("/api/v1/people/2"));
    }

    #[test]
    fn the_one_there_is_is_of_the_reason_itself_and_an_arrival_is_in_the_attendance() {
        let of = |facts: &[&str], path: &str| {
            let reasons = facts.iter().map(|fact| Reason::new(Code::Duplicate, "C4", "There is one.").fact((*fact).to_owned()));
            let reasons: Vec<Reason> = reasons.collect();
            let found = super::remedies(&Place { method: "POST", path, reasons: &reasons, reads: &|_| true });
            found.into_iter().map(|next| next.href).collect::<Vec<_>>()
        };
        let arrived = of(&["person:1"], "/api/v1/meetings/2/attendance");
        assert_eq!(arrived, ["/api/v1/meetings/2/attendance"]);
        let two = of(&["membership:1", "committee:2"], "/api/v1/memberships");
        assert_eq!(two, ["/api/v1/memberships/1", "/api/v1/committees/2"]);
    }
}
