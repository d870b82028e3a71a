//! C1.1, C1.3, C2: may this ruling be made, by this decider, on this person?

use crate::access::Seen;
use crate::conflicts::rules::ground::Ground;
use crate::conflicts::rules::hands::raised_at;
use crate::conflicts::rules::overriding::{self, Override};
use crate::conflicts::rules::preside::presiding;
use crate::conflicts::rules::propose::Proposal;
use crate::conflicts::rules::standing::standing;
use crate::fault::FieldError;
use crate::ids::{CommitteeId, FactId, ItemId, PersonId, VoteId};
use crate::meetings::{CoOption, CommitteeAtMeeting, Hands, Item, Room, Sitting};
use crate::moment::Instant;
use crate::policy::{Phase, Treatment};
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// A ruling that somebody wants to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOn {
    pub item: Seen<ItemId>,
    pub person: PersonId,
    pub treatment: Treatment,
    /// The decider: whoever presides over the item.
    pub by: PersonId,
    pub reason: Option<Rationale>,
    /// By whose word the ruling may go below a floor.
    pub over: Option<Override>,
}

/// The permit: the ruling may be written as it stands here.
#[derive(Debug, Clone)]
pub struct Ruled {
    command: RuleOn,
    proposed: Treatment,
    over: Option<Override>,
}

impl Ruled {
    #[must_use]
    pub fn command(&self) -> &RuleOn {
        &self.command
    }

    #[must_use]
    pub fn proposed(&self) -> Treatment {
        self.proposed
    }

    /// The override that let it below a floor; none where it undercuts none.
    #[must_use]
    pub fn over(&self) -> Option<&Override> {
        self.over.as_ref()
    }
}

/// The decider presides over the item, is unconflicted on it and never rules on themself. The
/// treatment is one the policy permits, not below a floor; less than what is proposed needs a
/// reason. The guardian lifts a floor, but not one that was agreed with the declaration or that a conflicts panel
/// instructed; an override is looked at only where there is a floor to lift. What a panel instructed binds upwards too,
/// until something is known that it did not know. A closed item is ruled on no more.
///
/// # Errors
/// The refusal, with every reason that holds; an attempt to rule on oneself is notable.
pub fn rule_on(sitting: &Sitting, room: &Room, item: &Item, command: &RuleOn) -> Result<Ruled, Refusal> {
    let mut reasons = Reasons::new();
    let name = sitting.name(command.person);
    let standing_of_person = standing(sitting, item, command.person);
    let proposal = &standing_of_person.proposal;
    if sitting.phase(item.id) == Some(Phase::Closed) {
        reasons.add(
            Reason::new(
                Code::DecisionFinal,
                "C10",
                format!("Item {} is closed: how people were treated on it is part of its record.", item.number),
            )
            .fact(item.id.subject())
            .cure("Record a correction of the decision instead."),
        );
    }
    reasons.extend(decider_reasons(sitting, room, item, command.person, command.by));
    if let Some(at) = sitting.concerned(item).find(|at| !at.policy.permits(command.treatment)) {
        reasons.add(
            Reason::new(
                Code::TreatmentNotPermitted,
                "C1",
                format!("The policy of {} does not permit a ruling that {name} is to {}.", at.organisation_name, command.treatment.told()),
            )
            .cure("Choose a treatment the policy permits."),
        );
    }
    let (fixed, liftable): (Vec<&Ground>, Vec<&Ground>) = proposal
        .grounds
        .iter()
        .filter(|ground| ground.floor().is_some_and(|floor| command.treatment.is_milder_than(floor)))
        .partition(|ground| matches!(ground, Ground::Mitigation { .. } | Ground::Instructed { .. }));
    let over = command.over.as_ref().filter(|_| !liftable.is_empty());
    if let Some(over) = over {
        reasons.extend(overriding::faults_of(over, sitting, room, &[item], &[command.person], "C1.3"));
    }
    let undercut = fixed.iter().chain(liftable.iter().filter(|_| over.is_none()));
    if let Some(ground) = undercut.max_by_key(|ground| ground.floor()) {
        let floor = ground.floor().unwrap_or(proposal.treatment);
        reasons.add(
            Reason::new(
                Code::BelowFloor,
                "C1.3",
                format!("On item {} {name} is at least to {}: {}.", item.number, floor.told(), why(ground)),
            )
            .fact(command.person.subject())
            .fact(item.id.subject())
            .cure(match ground {
                Ground::Mitigation { .. } => format!("Rule that they are to {}, or more strictly.", floor.told()),
                Ground::Instructed { .. } => {
                    format!("Rule that they are to {}, as instructed: nobody lifts the word of the panel but a later panel.", floor.told())
                }
                _ => format!(
                    "Rule that they are to {}, or more strictly; or let a guardian of conflicts of interest lift the floor, with a reason.",
                    floor.told()
                ),
            }),
        );
    }
    reasons.extend(beyond_the_panel(sitting, item, command, proposal));
    if command.treatment.is_milder_than(proposal.treatment) && command.reason.as_ref().and_then(Rationale::words).is_none() {
        reasons.add(
            Reason::new(
                Code::ReasonRequired,
                "C1.3",
                format!(
                    "The ruling (to {}) is less strict than what is proposed for {name} (to {}), and no reason is given.",
                    command.treatment.told(),
                    proposal.treatment.told()
                ),
            )
            .fact(command.person.subject())
            .cure("Give the reason; it is minuted."),
        );
    }
    let (proposed, over) = (proposal.treatment, over.cloned());
    reasons
        .or_else(|| Ruled { command: command.clone(), proposed, over })
        .map_err(|refusal| if refusal.has(Code::RulingOnSelf) { refusal.notable() } else { refusal })
}

/// C5.4: whoever presides rules as a conflicts panel instructed, and no more strictly either: its instructions bind. What came
/// after it and asks for more (an interest told since, another floor) frees them upwards.
fn beyond_the_panel(sitting: &Sitting, item: &Item, command: &RuleOn, proposal: &Proposal) -> Option<Reason> {
    let bound = proposal.instructed.filter(|bound| !bound.exceeded && command.treatment > bound.treatment)?;
    let on = sitting.instructed(item, command.person).map_or_else(String::new, |instructed| format!(" of {}", instructed.panel.on.long()));
    let (name, told) = (sitting.name(command.person), bound.treatment.told());
    let detail = format!("The conflicts panel{on} instructed that {name} is to {told} on item {}, which binds.", item.number);
    let reason = Reason::new(Code::TreatmentNotPermitted, "C5.4", detail).fact(command.person.subject()).fact(item.id.subject());
    Some(reason.cure(format!("Rule that they are to {told}; or put what the panel did not know before another panel.")))
}

/// C2: who rules on a person for an item: nobody on themself, nobody who is conflicted on it, and whoever presides
/// over it. Where several committees decide in common, whoever presides in one in which the person sits or is
/// borrowed; on anybody else, in any.
#[must_use]
pub fn decider_reasons(sitting: &Sitting, room: &Room, item: &Item, person: PersonId, by: PersonId) -> Vec<Reason> {
    let decider = sitting.name(by);
    let mut reasons = Vec::new();
    if by == person {
        reasons.push(
            Reason::new(Code::RulingOnSelf, "C2", format!("{decider} cannot rule on their own interest."))
                .fact(by.subject())
                .cure("The vice-chair, or an unconflicted voting member named to preside, rules on it."),
        );
    }
    if standing(sitting, item, by).is_conflicted() {
        reasons.push(
            Reason::new(
                Code::DeciderConflicted,
                "C2.2",
                format!("{decider} is conflicted on item {} and rules on nobody for it.", item.number),
            )
            .fact(by.subject())
            .cure("The vice-chair, or an unconflicted voting member named to preside, rules on it."),
        );
    }
    if !reasons.is_empty() {
        return reasons;
    }
    not_presiding(sitting, room, item, person, by).into_iter().collect()
}

/// C2.1: the reason that somebody does not preside where it is ruled on a person, where that is so.
#[must_use]
pub fn not_presiding(sitting: &Sitting, room: &Room, item: &Item, person: PersonId, by: PersonId) -> Option<Reason> {
    let sits = |at: &&CommitteeAtMeeting| {
        let at = sitting.lent(item, at);
        // A seat that the terms no longer have is none.
        let holds = at.memberships.iter().any(|held| held.person == person && held.deputy_for.is_none() && at.seat(&held.seat).is_some());
        // Whoever is borrowed for a voice alone is so for all of them.
        let speaks = |borrowed: &CoOption| {
            let of = borrowed.item;
            borrowed.person == person && borrowed.seat.is_none() && (of == item.id || Some(of) == item.part_of)
        };
        holds || sitting.seats_of(&at, person, room).next().is_some() || sitting.book.co_opted.iter().any(speaks)
    };
    let own: Vec<&CommitteeAtMeeting> = sitting.concerned(item).filter(sits).collect();
    let of: Vec<&CommitteeAtMeeting> = if own.is_empty() { sitting.concerned(item).collect() } else { own };
    let presiders: Vec<PersonId> = of.iter().filter_map(|at| presiding(sitting, room, item, at)).collect();
    (!presiders.contains(&by)).then(|| {
        let names: Vec<String> = presiders.iter().map(|presider| sitting.name(*presider)).collect();
        let who = match names.as_slice() {
            [] => "nobody presides over it yet".to_owned(),
            [one] => format!("{one} presides over it"),
            several => format!("{} preside over it, each in a committee", several.join(" and ")),
        };
        let detail = format!("{} does not preside over item {}: {who}.", sitting.name(by), item.number);
        Reason::new(Code::NotTheDecider, "C2.1", detail)
            .facts(std::iter::once(by).chain(presiders).map(PersonId::subject))
            .cure("Whoever presides over the item rules on it.")
    })
}

/// C10: that whoever is said to have ruled, or to have been named to preside, on a day before the meeting had a seat then.
///
/// # Errors
/// `time_required`.
pub fn had_a_seat(sitting: &Sitting, item: &Item, person: PersonId, at: Instant) -> Result<(), FieldError> {
    let (day, name) = (at.day(), sitting.name(person));
    let mut concerned = sitting.concerned(item);
    if day >= sitting.meeting.date || concerned.any(|at| at.rolls.iter().any(|held| held.person == person && held.period().holds(day))) {
        return Ok(());
    }
    let message = format!("{name} had no seat in the committee on {}. Give the time at which it happened, with its day.", day.long());
    Err(FieldError::new("/at", Code::TimeRequired.as_str(), message))
}

fn why(ground: &Ground) -> &'static str {
    match ground {
        Ground::Relation(_) => "the policy sets that floor for this relation at this stage",
        Ground::Mitigation { .. } => "the handling agreed with the declaration may not be varied",
        Ground::Sticky { .. } => "they were excluded on an earlier item of the same procurement",
        Ground::Carried { .. } => "they were so treated where the item comes from",
        Ground::Instructed { .. } => "the conflicts panel instructed so, which binds",
    }
}

/// What a ruling that excludes takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The votes of whoever is ruled on.
    pub votes: Vec<VoteId>,
    /// The shows of hands at which they could have raised theirs: nobody knows which it was (C6.8).
    pub hands: Vec<FactId>,
}

/// C6.1, C6.8: the votes that an exclusion deletes, and the shows of hands that are to be counted again, on the item and on
/// every item that the ruling holds for.
#[must_use]
pub fn taken(sitting: &Sitting, item: &Item, command: &RuleOn) -> Taken {
    if !command.treatment.is_conflicted() {
        return Taken::default();
    }
    let holds_for = |other: ItemId| {
        let procurement = |id: ItemId| sitting.item(id).and_then(|item| item.procurement.as_deref());
        other == item.id
            || command.treatment == Treatment::NotAttend
            || (command.treatment == Treatment::Removed && item.procurement.is_some() && procurement(other) == item.procurement.as_deref())
    };
    let is_open = |item: ItemId, committee: CommitteeId| holds_for(item) && sitting.decided(item, committee).is_none();
    let votes = sitting.book.votes.iter().filter(|vote| vote.person == command.person && is_open(vote.item, vote.committee));
    let raised = |hands: &&Hands| raised_at(sitting, hands).iter().any(|raised| raised.people.contains(&command.person));
    let hands = sitting.book.hands.iter().filter(|hands| is_open(hands.item, hands.committee)).filter(raised);
    Taken { votes: votes.map(|vote| vote.id).collect(), hands: hands.map(|hands| hands.id).collect() }
}
