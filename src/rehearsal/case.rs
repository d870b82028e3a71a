//! The case file as it is written. Unknown keys and words are errors that name their path.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ballots::{Franchise, Window};
use crate::committees::{CommitteeKind, EvidenceKind, Fraction, Level, Terms, Weight};
use crate::decisions::late::{BreachKind, Finding};
use crate::declarations::{Audience, BodyRole, Category, Direction, RedactionOutcome, Shown};
use crate::dispensations::{Allows, DispensationGround};
use crate::meetings::bodies::Correspondence;
use crate::meetings::{AttendsAs, Choice, Class, Method, Outcome};
use crate::moment::Date;
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Overrides, PackName, Phase, Purpose, Relation, Rung, Stage, Treatment};
use crate::quorum::Expectation;
use crate::text::{self, Line, Name, Number, Prose, Rationale, Word};
use crate::verdict::Code;

/// A case file: a small register, its meetings, what is done in them and what must be answered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Where an editor finds the schema of case files; not read.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The name of the case, which stands at the head of its report.
    pub case: String,
    /// What the case shows, in one line; the register made for it is called so too.
    pub title: String,
    /// Where its facts come from, for the reader; nothing reads it.
    pub source: String,
    /// What is in the register before any meeting is called.
    pub setup: Setup,
    /// The meetings with their items, all of them called before the first step.
    pub meetings: Vec<CaseMeeting>,
    /// What is done and expected, in order; an expectation that fails does not stop the case.
    pub steps: Vec<Step>,
}

/// The register of the case before its first step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The bodies, each of which the rest of the case names by its code.
    pub organisations: Vec<CaseOrganisation>,
    /// The policies adopted; a body that adopts none is under the newest pack of the day.
    pub policies: Vec<CasePolicy>,
    /// Everybody whom the case names by an id, with or without a seat.
    pub people: Vec<CasePerson>,
    /// The committees, with their terms of reference and who holds their seats.
    pub committees: Vec<CaseCommittee>,
    /// The interests and nil returns that were declared outside any meeting.
    pub declarations: Vec<CaseDeclaration>,
}

/// A body, such as a practice, a commissioner or a federation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseOrganisation {
    /// Its ODS code or any other of its own, by which the case names it.
    pub code: text::Code,
    /// What it is called in agendas and minutes.
    pub name: Name,
    /// What kind of body it is, by which it may fall in an affected class.
    pub kind: OrganisationKind,
    /// The commissioner's code, for a practice; an affected class may ask for it.
    pub commissioner: Option<text::Code>,
    /// The codes of the bodies that are members of it; one not in the setup is entered as `other`.
    #[serde(default)]
    pub members: Vec<text::Code>,
    /// The codes of the bodies that own it; one not in the setup is entered as `other`.
    #[serde(default)]
    pub owners: Vec<text::Code>,
    /// The area it is in, in free words, which an affected class may ask for.
    pub area: Option<Line>,
}

/// That a body adopts a policy pack from a day on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePolicy {
    /// The code of the body that adopts it.
    pub organisation: String,
    /// The pack as shipped, which may be adopted from its own date on.
    pub pack: PackName,
    /// The first day on which the body is under it.
    pub from: Date,
    /// What the body changes of the pack; nothing where left out.
    #[serde(default)]
    pub overrides: Overrides,
}

/// A person of the register.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePerson {
    /// What the rest of the case calls them; also their code in the register.
    pub id: text::Code,
    /// Their name as the minutes print it.
    pub name: Name,
    /// Their pay band; `8d`, `9` or `vsm` makes a decision-maker of them for the published register.
    pub grade: Option<Line>,
    /// Free words said of them, such as `cfo`, which a quorum or a composition may ask for.
    #[serde(default)]
    pub tags: Vec<Word>,
}

/// A committee with its terms of reference and its members.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseCommittee {
    /// What the rest of the case calls it; also its code in the register.
    pub id: text::Code,
    /// The code of the body whose committee it is, and whose policy it is under.
    pub organisation: String,
    /// Whether NHS England has delegated the commissioning of primary care to it, of which more is asked by the lints.
    #[serde(default)]
    pub delegated_primary_care: bool,
    /// The codes of the other bodies that a joint committee decides for; none where left out.
    #[serde(default)]
    pub partners: Vec<String>,
    /// What it is called in agendas and minutes.
    pub name: Name,
    /// `joint` where several bodies take one decision that binds all, else `committee`; no rule looks at it.
    pub kind: CommitteeKind,
    /// Every version of its terms of reference, each in force from its own day.
    pub terms: Vec<Terms>,
    /// Who holds its seats and who is named to deputise, in any order.
    pub members: Vec<CaseMember>,
}

/// That somebody holds a seat, or is named to deputise for its holder.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseMember {
    /// The seat's id in the terms, or in those that a later `amend_terms` brings.
    pub seat: String,
    /// The id of the holder, or of the deputy where `deputy_for` is given.
    pub person: String,
    /// The first day in the seat, or as its deputy.
    pub from: Date,
    /// The last day, itself included; left out, until further notice.
    pub to: Option<Date>,
    /// The id of the person who holds the seat; left out, `person` holds it.
    pub deputy_for: Option<String>,
}

/// A handling agreed when an interest was declared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseMitigation {
    /// What it proposes, or the next stricter treatment that the policy permits.
    pub treatment: Treatment,
    /// The code of the body whose being concerned brings it into play; else the interest's own.
    pub when_organisation: Option<String>,
    /// Whether whoever presides may rule less strictly; they may where left out.
    pub chair_may_vary: Option<bool>,
}

/// An interest or a nil return, in the setup or in a `declare` step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDeclaration {
    /// What the rest of the case calls it; unique in the case.
    pub id: String,
    /// The id of the person who declares.
    pub person: String,
    /// Whether it says there is nothing to declare; only `id`, `person` and `declared` are then used.
    #[serde(default)]
    pub nil: bool,
    /// The kind of interest, needed unless `nil`; that of a close associate is `indirect`.
    pub category: Option<Category>,
    /// What the interest is, in words; needed where neither a body nor an associate is named.
    pub nature: Option<String>,
    /// The code of the body that the interest is in; left out where it is in none.
    pub organisation: Option<String>,
    /// The close associate whose interest it is: a person's id in this case, or free words.
    pub related_person: Option<String>,
    /// Of an `indirect` interest, the category of the associate's own, which may make the proposal milder.
    pub underlying_category: Option<Category>,
    /// The first day of the interest; left out, it has been there always.
    pub from: Option<Date>,
    /// The last day of the interest, itself included; left out while it lasts.
    pub to: Option<Date>,
    /// The day the person became aware of it, from which lateness counts, as `breaches` asks.
    pub aware: Option<Date>,
    /// The day of the declaration; an interest declared in a meeting takes the meeting's day instead.
    pub declared: Date,
    /// A handling agreed for it, which proposes itself on items that concern the body.
    pub standing_mitigation: Option<CaseMitigation>,
    /// Whether there is something to gain or to lose, `unknown` where left out; no rule looks at it.
    pub direction: Option<Direction>,
    /// Who raised it, in words, where it was not the person.
    pub raised_by: Option<Line>,
    /// The part in the body, of the associate where it is indirect; who `governs` or `owns` it is that body.
    pub role: Option<BodyRole>,
    /// What the guardian decided on keeping the name from the public, in the register and in the minutes.
    pub redaction: Option<CaseRedaction>,
}

/// What the guardian decided on a request to keep a name from the public.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRedaction {
    /// The id of a person with the tag `guardian`, and never the declarer.
    pub by: String,
    /// The day from which it holds.
    pub on: Date,
    /// Whether the name is withheld, or the request was refused.
    pub outcome: RedactionOutcome,
}

/// What a change of authority rests on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseEvidence {
    /// What it is; a `ballot` is named too.
    pub what: EvidenceKind,
    /// By which paper it was given, and what that says; without it the change is refused.
    pub reference: Option<Rationale>,
    /// The body or meeting that gave it, in words.
    pub by: Line,
    /// The day on which it was given.
    pub on: Date,
    /// The id of the ballot, as a `ballot` step calls it.
    pub ballot: Option<String>,
}

/// A meeting of one committee, or of several in common.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseMeeting {
    /// What steps call the meeting; unique in the case.
    pub id: String,
    /// The ids of the committees that meet; of several, each decides for itself.
    pub committees: Vec<String>,
    /// The day it is held, in Europe/London; terms, policies and interests are taken as of that day.
    pub date: Date,
    /// Its business, in the order of the agenda.
    pub items: Vec<CaseItem>,
    /// Whether all of it is held without the public; it is public where left out.
    #[serde(default)]
    pub excluded_from_public: bool,
    /// That it is held by correspondence, its `date` being the day on which the papers go out; in a room where left out.
    pub correspondence: Option<Correspondence>,
}

/// An item of business, or a part of one, which takes from its item what it leaves out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseItem {
    /// What the case calls the item, unique in it; a part is called `item/part`.
    pub id: String,
    /// Its number on the agenda; the next one where left out.
    pub number: Option<Number>,
    /// What the business is called on the agenda and in the minutes.
    pub title: Line,
    /// What it is for; only a part may leave it out.
    pub purpose: Option<Purpose>,
    /// A word for the kind of decision, which a clause of the quorum or composition may ask for.
    pub decision_type: Option<Word>,
    /// Where the service stands; left out, a decision or ratification counts as `award`, all else as `strategy`.
    pub stage: Option<Stage>,
    /// A word for the kind of business, by which the terms state authority; left out, none is asked.
    pub function: Option<Word>,
    /// The bodies, classes of bodies and people it is about; only by them does an interest reach it.
    pub affects: Option<Vec<CaseAffected>>,
    /// What it is worth in pounds, held against the limit in the terms of reference.
    pub value: Option<Money>,
    /// A word that joins the items of one purchase, along which an exclusion sticks.
    pub procurement: Option<Word>,
    /// Whether it is taken without the public; left out, only where its item or the meeting is.
    pub private: Option<bool>,
    /// The ids of the committees it concerns; all of the meeting's where left out.
    pub committees: Option<Vec<String>>,
    /// The papers tabled on it before the first step.
    #[serde(default)]
    pub papers: Vec<CasePaper>,
    /// The items that are parts of this one; parts of a part are passed over.
    #[serde(default)]
    pub parts: Vec<CaseItem>,
    /// By which way it came to the committee, in words, for the minutes.
    pub route: Option<Line>,
    /// The id of the item whose decision it confirms, where it is a ratification that does.
    pub confirms: Option<String>,
    /// The id of the item of an earlier meeting whose decision it takes again.
    pub decides_again: Option<String>,
    /// The part of the agenda in which it is taken, in the word of the terms (`agenda_parts`); the product's own.
    pub agenda_part: Option<Word>,
}

/// What an item is about: a body, a class of bodies, or a person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseAffected {
    Organisation(#[doc = "The body's code in this case."] String),
    Class(#[doc = "Every body of a kind, such as the practices of one commissioner."] Class),
    Person(#[doc = "The person's id in this case, where the item itself is about them."] String),
}

/// A paper tabled on an item, of which only title and people are kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePaper {
    /// Not read, for nothing in a case names a paper.
    pub id: String,
    /// The title under which it is tabled.
    pub title: Line,
    /// The ids of the people who wrote it, whose conflicts are asked at `publish_agenda`.
    pub authors: Vec<String>,
    /// The id of the officer who answers for it; needed where an author is conflicted.
    pub accountable: Option<String>,
    /// Whether it is not for everybody, though its item is taken in public.
    #[serde(default)]
    pub confidential: bool,
}

/// One step: something done, something expected, or both. Which keys belong to which `do` is checked before the case is run.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// One of `publish_agenda`, `convene`, `arrive`, `leave`, `return`, `visit`, `visitor_leaves`, `visitor_returns`,
    /// `visitor_invited`, `visitor_declares`, `declare`, `preside`, `rule`, `begin`, `vote`, `roll`, `hands`, `election`,
    /// `casting_vote`, `call_in`, `advise`, `decide`, `panel`, `correct`, `determine`, `appoint`, `ballot`, `dispense`, `amend_terms`, `change_authority`,
    /// `withdraw_authority`, `adopt_policy`, `serve_papers` or `finalise_minutes`.
    #[serde(rename = "do")]
    pub verb: Option<String>,
    /// What must be so after the step; left out, the step must only succeed.
    pub expect: Option<Expect>,
    /// For `publish_agenda`, `convene`, `arrive`, `leave`, `return`, `finalise_minutes` (else the one not over or last convened) and `declare`.
    pub meeting: Option<String>,
    /// `HH:MM` in Europe/London for `convene`, `arrive`, `leave`, `return`, `declare`, `preside`, `rule` and `begin`; else the last given or noon.
    pub at: Option<String>,
    /// The clock at which the step is entered, `2018-03-19T09:05`; without one a case has none.
    pub now: Option<String>,
    /// For acts that can be struck: a label by which `strike` finds what the step entered.
    #[serde(rename = "as")]
    pub label: Option<String>,
    /// For `strike`: the label of what is struck; for `withdraw_authority`: the `id` of the change.
    pub what: Option<String>,
    /// For `strike`: the same act as it should have been, with its own keys and no `do`.
    pub instead: Option<Box<Step>>,
    /// What the case calls a visitor, from when they come (`visit`), for all that is recorded of them.
    pub visitor: Option<String>,
    /// For `visit`, which needs it: the name that a visitor gives, who is none of the case's people.
    pub name: Option<Name>,
    /// For `visit`: for whom they come, as they say.
    pub organisation_name: Option<Name>,
    /// For `visit`, which needs it: in what quality they attend.
    pub attends_as: Option<AttendsAs>,
    /// For `visit` and `visitor_invited`: the items to which they are invited; for `visitor_declares` those that the interest is on.
    pub items: Option<Vec<String>>,
    /// For `visit` and `visitor_declares`: the interest that they tell, in words.
    pub interest_told: Option<Prose>,
    /// For `apologies`: that they are taken back.
    pub withdrawn: Option<bool>,
    /// For `apologies`: who is expected to come as their deputy.
    pub expected_deputy: Option<String>,
    /// For `correct` with an `outcome`: the later meeting at which the committee says so.
    pub at_meeting: Option<String>,
    /// For `adjourn`: the day until which.
    pub until: Option<Date>,
    /// For `resume`: the day on which, where it is another.
    pub date: Option<Date>,
    /// For `arrive`, `leave` and `return`: the ids of people, who come or go together or not at all.
    pub who: Option<Vec<String>>,
    /// For `arrive`, `leave`, `return`: the item it is for, minuted of a leaving, which also tells the meeting.
    pub for_item: Option<String>,
    /// For `arrive` and `return`: the id of the seat to deputise in.
    pub as_deputy_for: Option<String>,
    /// For `arrive` and `return`: whether they attend from elsewhere; in the room where left out.
    pub remote: Option<bool>,
    /// For `declare`, which needs it; without `item` or `meeting` it is declared outside any meeting.
    pub declaration: Option<CaseDeclaration>,
    /// Its id, or `item/part`: `call_in`, `preside`, `rule`, `begin`, `vote`, `casting_vote`, `decide` and `serve_papers` need it; `declare` may have it.
    pub item: Option<String>,
    /// For `rule`: the id of a part of `item`, instead of writing `item/part` there.
    pub part: Option<String>,
    /// For `declare` beside an `item` or a `meeting`: who raised it, where the declaration does not say.
    pub raised_by: Option<Line>,
    /// A person's id, needed by `preside`, `rule` and `serve_papers`; `vote` takes either this or `seat`.
    pub person: Option<String>,
    /// For `rule`, which needs it: how the person is treated on the item.
    pub treatment: Option<Treatment>,
    /// For `rule`, `casting_vote`, `call_in` and `determine`, which need it: one person's id, by law of whoever presides over the item
    /// or, of the last two, of a member and of a guardian.
    pub by: Option<serde_json::Value>,
    /// Why; needed by `correct` and `determine`, and by `rule` where it is milder than what is proposed.
    pub reason: Option<Rationale>,
    /// For `begin`, which needs it: the phase into which the item is taken.
    pub phase: Option<Phase>,
    /// A committee's id, needed by `appoint` and `amend_terms`, and by `vote`, `casting_vote` and `decide` where several could be meant.
    pub committee: Option<String>,
    /// For `vote` without `person`: the id of the seat, which votes through whoever sits in it; `appoint` needs it.
    pub seat: Option<String>,
    /// For `vote` and `casting_vote`, which need it; a casting vote is `for` or `against`.
    pub choice: Option<Choice>,
    /// For `hands`, which needs it: how many were raised for.
    #[serde(rename = "for")]
    pub in_favour: Option<u32>,
    /// For `hands`, which needs it: how many were raised against.
    pub against: Option<u32>,
    /// For `hands`: how many were raised for neither; none where left out.
    pub abstained: Option<u32>,
    /// For `election`, which needs it: the id of whoever counted the ballots.
    pub counted_by: Option<String>,
    /// For `election`, which needs it: everybody who stood, with their votes.
    pub candidates: Option<Vec<CaseCandidate>>,
    /// For `election`: how many ballots were for nobody; none where left out.
    pub blank_or_spoilt: Option<u32>,
    /// For `election`: the id of whichever of those who tied again was drawn by lot.
    pub drawn_by_lot: Option<String>,
    /// For `decide`, which needs it: what became of the item.
    pub outcome: Option<Outcome>,
    /// For `decide`, which needs it: `vote`, or `consensus` where nothing is counted.
    pub method: Option<Method>,
    /// For `correct`, what the record should say; for `decide`, the decision in words, if any.
    pub text: Option<Prose>,
    /// For `decide`: the ids of people who ask that their dissent be recorded.
    pub dissent: Option<Vec<String>>,
    /// For `rule`, below a floor; for `decide`, against the composition of the vote; for `publish_agenda`, with a conflicted author.
    #[serde(rename = "override")]
    pub over: Option<CaseOverride>,
    /// For `begin`: that the item goes on although more than half of the voting seats attending are excluded.
    pub proceed: Option<CaseOverride>,
    /// For `determine`, which needs it: whether the decision stands, or is to be decided again.
    pub finding: Option<Finding>,
    /// For `correct` and `determine`, which need it: the item decided, as `item` or `item/part`, or with `@committee` after it.
    pub decision: Option<String>,
    /// For `urgent_decision`: the ids of whoever of the chair and the chief officer could not be reached; for `panel`, of the officers
    /// before whoever convened it.
    pub unavailable: Option<Vec<String>>,
    /// For `advise`, which needs it: what they advised.
    pub says: Option<Prose>,
    /// For `advise`: whether it came in writing; in the room where left out.
    pub in_writing: Option<bool>,
    /// For `panel`, which needs it: the id of the officer who convened it.
    pub convened_by: Option<String>,
    /// For `panel`, which needs it: the ids of those who sat on it.
    pub members: Option<Vec<String>>,
    /// For `panel`: what it found of how the proposal came about.
    pub found: Option<CaseFinding>,
    /// For `panel`: how people are to be treated, which binds.
    pub instructions: Option<Vec<CaseInstruction>>,
    /// For `panel`: the day on which it met; that of its `at` where left out.
    pub on: Option<Date>,
    /// For `urgent_decision`: the ids of whoever was consulted.
    pub consulted: Option<Vec<String>>,
    /// For `co_opt`: the code of the body from which somebody is borrowed.
    pub from_organisation: Option<String>,
    /// For `adopt_policy`, which needs it: the code of the body that adopts.
    pub organisation: Option<String>,
    /// For `appoint`, `amend_terms`, `change_authority` and `adopt_policy`, which need it: the first day on which it holds.
    pub from: Option<Date>,
    /// For `appoint` and `change_authority`: the last day, itself included; until further notice where left out. For `carry_over`: the later meeting.
    pub to: Option<String>,
    /// For `appoint`: the id of the person who holds the seat; left out, `person` is to hold it.
    pub deputy_for: Option<String>,
    /// For `amend_terms`, which needs it: the whole of the new terms, whose `from` is the step's.
    pub terms: Option<serde_json::Value>,
    /// For `adopt_policy`, which needs it: the pack, adopted from its own date or later.
    pub pack: Option<PackName>,
    /// For `adopt_policy`: what the body changes of the pack; nothing where left out.
    pub overrides: Option<Overrides>,
    /// For `amend_terms`: the id of the ballot it rests on.
    pub ballot: Option<String>,
    /// For `ballot`, which needs it, and `change_authority`: what the case calls it.
    pub id: Option<String>,
    /// For `change_authority`, which needs it: the word that items give as their `function`.
    pub function: Option<Word>,
    /// For `change_authority`, which needs it: what the committee may do about it from then on.
    pub level: Option<Level>,
    /// For `change_authority`: the code of the body that decides instead; needed where the level is `shadow`.
    pub with: Option<String>,
    /// For `change_authority`: the limit of value in pounds, itself included.
    pub value_limit: Option<Money>,
    /// For `change_authority`, which needs it: what the change rests on.
    pub evidence: Option<CaseEvidence>,
    /// For `ballot`, which needs it: what was asked.
    pub question: Option<Prose>,
    /// For `ballot`, which needs it: whether a vote counts one a practice, or its weight.
    pub franchise: Option<Franchise>,
    /// For `ballot`, which needs it: from when to when votes were taken.
    pub window: Option<Window>,
    /// For `ballot`, which needs it: how each practice voted. For `roll`, which needs it: each vote in the order in which it was called.
    pub votes: Option<Vec<CaseVote>>,
    /// For `ballot`: which part of the votes for and against carries it; more than half where left out.
    pub threshold: Option<Fraction>,
    /// For `ballot`: who announced it, and when.
    pub announced: Option<CaseAnnouncement>,
    /// For `ballot`: what becomes of what was asked where it does not carry.
    pub if_not_carried: Option<Prose>,
    /// For `dispense`: the code of the body whose business the person may take part in; all their interests where left out.
    pub concerning: Option<String>,
    /// For `dispense`, which needs it: what the person may do.
    pub allows: Option<Allows>,
    /// For `dispense`, which needs it: the ground on which the council lets them.
    pub ground: Option<DispensationGround>,
    /// For `dispense`: the day on which they asked for it; its first day where left out.
    pub requested: Option<Date>,
}

/// Somebody who stood for election.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseCandidate {
    /// The id of who it is.
    pub person: String,
    /// How many ballots were for them.
    pub votes: u32,
}

/// The vote of a practice in a ballot, or of a person or from a seat in a roll.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVote {
    /// Of a ballot: the code of the practice.
    pub organisation: Option<String>,
    /// Of a roll: the id of whoever votes; each vote names either this or `seat`.
    pub person: Option<String>,
    /// Of a roll: the id of the seat, which votes through whoever sits in it.
    pub seat: Option<String>,
    /// How it voted; in a roll somebody may also `abstain`.
    pub choice: Choice,
    /// Of a ballot: what its vote counts where the franchise is `list_size`; one where left out.
    pub weight: Option<Weight>,
}

/// Who announced a ballot, and when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseAnnouncement {
    /// In words.
    pub by: Line,
    /// The last day of the ballot or later.
    pub on: Date,
}

/// What a conflicts panel found.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFinding {
    /// Whether those with an interest unduly influenced the proposal.
    pub undue_influence: bool,
    /// What that rests on; needed where they did.
    pub words: Option<Rationale>,
}

/// How a conflicts panel instructs somebody to be treated.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseInstruction {
    /// The id of the person.
    pub person: String,
    /// How they are to be treated on the item and its parts.
    pub treatment: Treatment,
    /// Why; needed where it is milder than what is proposed.
    pub reason: Option<Rationale>,
}

/// By whose word, and why, something goes on that would be stopped.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseOverride {
    /// The id of whoever says so: of an override a person with the tag `guardian`, of `proceed` whoever presides.
    pub by: String,
    /// Why it goes on all the same, which is minuted; a blank one is refused.
    pub reason: Rationale,
}

type ByItem<T> = BTreeMap<String, T>;

/// What must be so after a step; an item is keyed `item` or `item/part`, with `@committee` after it where needed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// `false`: it must be refused, for whatever reason. A step must succeed where nothing is said.
    pub ok: Option<bool>,
    /// The codes with which the step must be refused, all and no others.
    pub refused: Option<Vec<Code>>,
    /// Codes that must be among those with which the step is refused.
    pub refused_with: Option<Vec<Code>>,
    /// By item and person, the treatment proposed; `*` stands for everybody else seated, deputies too.
    pub proposals: Option<ByItem<BTreeMap<String, Treatment>>>,
    /// By item and person, every relation found, in any order; `*` stands for everybody else seated, deputies too.
    pub relations: Option<ByItem<BTreeMap<String, Vec<Relation>>>>,
    /// By item and person, what they may do now; `*` stands for everybody else seated, deputies too.
    pub standings: Option<ByItem<BTreeMap<String, ExpectStanding>>>,
    /// By item, the id of the person who presides over it; null where nobody can.
    pub presiding: Option<ByItem<Option<String>>>,
    /// By item and, where it concerns several, committee: whether its quorum is met now.
    pub quorum: Option<ByItem<bool>>,
    /// By item and, where it concerns several, committee: whether its quorum is met with nobody excluded or, once decided, was.
    pub quorum_before: Option<ByItem<bool>>,
    /// By meeting, whose declarations are outstanding, all and no others.
    pub notices: Option<BTreeMap<String, ExpectNotices>>,
    /// By item and, where it concerns several, committee: the quorum expected if every holder of a seat comes.
    pub forecast: Option<ByItem<Expectation>>,
    /// By item and, where it concerns several, committee: every repair offered, in the order of the ladder.
    pub repairs: Option<ByItem<Vec<Rung>>>,
    /// By item and, where it concerns several, committee: the count now or, once decided, as then.
    pub tally: Option<ByItem<ExpectTally>>,
    /// By item and, where it concerns several, committee: the outcome, which must have been recorded.
    pub decisions: Option<ByItem<ExpectDecision>>,
    /// By committee, the codes of all lints of its latest terms, in any order.
    pub lints: Option<BTreeMap<String, Vec<String>>>,
    /// By item, the ids of all holders of seats who get no papers of it; deputies are not asked about.
    pub papers_withheld: Option<ByItem<Vec<String>>>,
    /// What the declarations of the case breach, all of it.
    pub breaches: Option<Vec<ExpectBreach>>,
    /// By declaration, the items on which a decision taken before it is touched by it, all of them.
    pub impact: Option<BTreeMap<String, Vec<String>>>,
    /// How declarations of the case appear in a body's register of interests.
    pub register: Option<ExpectRegister>,
    /// By item, what the minutes of its whole meeting, as they stand, must mention.
    pub minute: Option<ByItem<ExpectMinute>>,
    /// That the log verifies: `true`, or left out.
    pub log_verifies: Option<bool>,
}

/// What an interest that was told too late breaches.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectBreach {
    /// `late_declaration`, or `omitted_interest`.
    #[serde(rename = "type")]
    pub kind: BreachKind,
    /// The id of whose interest it is.
    pub person: String,
    /// How many days after the 28 allowed it was declared; not asked where left out.
    pub days_late: Option<i64>,
}

/// What a meeting is given notice of.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectNotices {
    /// The ids of all who hold a voting seat or deputise, and have neither an interest nor a nil return on the register.
    pub declaration_outstanding: Vec<String>,
}

/// What a person may do on an item in its present phase; a right left out is not asked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectStanding {
    /// Whether they receive its papers.
    pub papers: Option<bool>,
    /// `true`, `false` or `when_asked`.
    pub speak: Option<serde_json::Value>,
    /// `true`, `false` or `public`.
    pub in_room: Option<serde_json::Value>,
    /// Whether they may vote on it, which takes a voting seat as well.
    pub vote: Option<bool>,
    /// Whether their treatment lets them count towards the quorum, with or without a seat.
    pub counts: Option<bool>,
}

/// The count of an item, in weights of seats to within 0.005; without weights a seat is one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectTally {
    /// The weight of the seats that voted for.
    #[serde(rename = "for")]
    pub for_: f64,
    /// The weight of the seats that voted against.
    pub against: f64,
    /// The weight of the seats that voted neither for nor against.
    pub abstained: f64,
    /// The weight of the seats kept from voting by a ruling, or by a proposal once their holder arrived.
    pub excluded: f64,
    /// The weight of the seats of which nobody is in the room.
    pub absent: f64,
    /// The weight of the seats of which somebody in the room may vote and has not.
    pub not_voting: f64,
    /// Whether the motion is carried under the voting rule, or by the casting vote.
    pub carried: bool,
    /// Whether a casting vote could settle a tie and none is cast; not asked where left out.
    pub casting_vote_needed: Option<bool>,
}

/// A decision that must have been recorded.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectDecision {
    /// What became of the item.
    pub outcome: Outcome,
    /// Whether it takes effect by itself, as only `approved`, `rejected` and `ratified` do.
    pub effective: bool,
    /// The outcome that the committee said later was the true one; not asked where left out.
    pub corrected: Option<Outcome>,
    /// All its flags, such as `majority_withdrew`, in any order; not asked where left out.
    pub flags: Option<Vec<String>>,
    /// What the guardian last determined of it; not asked where left out.
    pub determined: Option<Finding>,
}

/// The register of interests of a body as one audience sees it on a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectRegister {
    /// The code of the body whose register it is.
    pub organisation: String,
    /// The day on which it is read, in Europe/London.
    pub as_at: Date,
    /// For whom it is read: `public` for what is published, `private` for the body's own record.
    pub audience: Audience,
    /// The declarations asked about; others may stand in the register as well.
    pub entries: Vec<ExpectEntry>,
}

/// How one declaration appears in a register of interests.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectEntry {
    /// The id of a declaration of this case, made by the time it is asked about.
    pub declaration: String,
    /// How it appears, `no` where it is left out; `name_withheld` where the case has a redaction that withholds the name.
    pub shown: Shown,
}

/// What the minutes of a meeting must mention, and those of the item must not.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectMinute {
    /// Texts to be found; an id is also met by what it names, and underscores by spaces.
    pub must_mention: Option<Vec<String>>,
    /// Texts not to be found in what they say of the item, nor what an id among them names.
    pub must_not_mention: Option<Vec<String>>,
    /// For whom they are read: `private` where left out.
    pub audience: Option<Audience>,
}
