//! A conflicts panel: people without an interest instruct, before an item is talked about, how others are treated on it.

use super::calendar::day_of;
use super::deeds::item_key;
use super::eye::Eye;
use super::interests::Proposal;
use super::law_room::{Codes, blank};
use super::model::{Id, Item, date, list, word, words};
use super::packs::Pack;
use super::state::Panel;
use super::words::{DELIBERATION, NOT_ATTEND, NOTE, treatment};
use serde_json::Value;

impl Eye<'_> {
    fn policies(&self, item: &Item) -> Vec<Pack> {
        item.committees.iter().map(|c| self.policy(c, &item.meeting)).collect()
    }

    /// The officers of a policy, by the order of its tags, then of the seats: holders of a seat in a committee concerned of
    /// which, or of whom, it is said.
    fn officers(&self, item: &Item, pack: &Pack) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        for tag in &pack.convened_by {
            for c in &item.committees {
                for seat in &self.terms(c, &item.meeting).seats {
                    let by_seat = seat.tags.contains(tag);
                    let holders = self.holders(c, &seat.id, &item.meeting);
                    found.extend(holders.into_iter().filter(|p| by_seat || self.w.tagged(p, tag)));
                }
            }
        }
        found
    }

    /// The first of the officers who has no interest in the item and can be reached convenes it.
    pub fn convenes_panel(&self, item: &Item, by: &Id, away: &[Id]) -> bool {
        let able = |p: &Id| !away.contains(p) && !self.conflicted_in_part(p, item);
        self.policies(item).iter().all(|pack| self.officers(item, pack).into_iter().find(able).as_ref() == Some(by))
    }

    /// Somebody has an interest in the item, or in a part of it.
    fn conflicted_in_part(&self, p: &str, item: &Item) -> bool {
        self.conflicted(p, item) || item.parts.iter().filter_map(|i| self.w.item(i)).any(|i| self.conflicted(p, i))
    }

    /// An officer who may convene one strikes its word.
    pub fn may_strike_panel(&self, item: &Item, by: &str) -> bool {
        !self.conflicted(by, item) && self.policies(item).iter().all(|pack| self.officers(item, pack).iter().any(|p| p == by))
    }

    pub fn panel(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let (by, members) = (word(a, "convened_by"), words(a, "members"));
        let instructed: Vec<&Value> = list(a, "instructions").collect();
        let nobody = |p: &Id| !self.w.people.contains_key(p);
        if members.iter().chain(&words(a, "unavailable")).any(nobody) || instructed.iter().any(|i| nobody(&word(i, "person"))) {
            return Codes::from(["unknown_reference"]);
        }
        // Whoever is named twice is told before all else.
        if members.iter().enumerate().any(|(n, p)| members[..n].contains(p)) {
            return Codes::from(["duplicate"]);
        }
        if self.at.and_then(|(_, t)| t).zip(date(a, "on")).is_some_and(|(t, on)| day_of(t) < on) {
            return Codes::from(["time_required"]);
        }
        if self.is_cancelled(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        let policies = self.policies(item);
        let of_it: Vec<&Item> = std::iter::once(item).chain(item.parts.iter().filter_map(|p| self.w.item(p))).collect();
        if of_it.iter().any(|i| i.committees.iter().any(|c| self.decided_somehow(i, c))) {
            codes.insert("decision_final");
        } else if of_it.iter().any(|i| self.state(&i.id).phase >= Some(DELIBERATION)) {
            codes.insert("out_of_phase");
        }
        if policies.iter().any(|p| !p.repairs.iter().any(|r| r == "conflicts_panel")) {
            codes.insert("treatment_not_permitted");
        }
        if self.conflicted_in_part(&by, item) {
            codes.insert("decider_conflicted");
        } else if !self.convenes_panel(item, &by, &words(a, "unavailable")) {
            codes.insert("not_the_decider");
        }
        codes.extend(self.panel_sits(&members, item, policies.iter().map(|p| p.panel_members).max().unwrap_or(0)));
        if blank(a, "reason") || (a["found"]["undue_influence"] == true && blank(&a["found"], "words")) {
            codes.insert("reason_required");
        }
        for i in instructed {
            codes.extend(self.instruction(item, i, &policies));
            let person = word(i, "person");
            if person == by || members.contains(&person) {
                codes.insert("ruling_on_self");
            }
        }
        codes
    }

    /// As many as the policy asks for, who have declared and have no interest in the item or a part of it.
    fn panel_sits(&self, members: &[Id], item: &Item, wanted: usize) -> Codes {
        let mut codes = Codes::new();
        if members.len() < wanted {
            codes.insert("inquorate");
        }
        if members.iter().any(|p| self.outstanding(p, self.day(&item.meeting))) {
            codes.insert("declaration_outstanding");
        }
        if members.iter().any(|p| self.conflicted_in_part(p, item)) {
            codes.insert("decider_conflicted");
        }
        codes
    }

    /// One of the treatments that the policy permits, of the item alone, not below a floor, and with a reason where it is milder
    /// than what is proposed.
    fn instruction(&self, item: &Item, i: &Value, policies: &[Pack]) -> Codes {
        let mut codes = Codes::new();
        let t = treatment(i["treatment"].as_str().unwrap_or(""));
        if t >= NOT_ATTEND || policies.iter().any(|p| !p.permitted.contains(&t)) {
            codes.insert("treatment_not_permitted");
        }
        // It is of the item's parts too.
        for of_it in std::iter::once(item).chain(item.parts.iter().filter_map(|p| self.w.item(p))) {
            let proposed = self.without_panel(&word(i, "person"), of_it);
            if t.max(NOTE) < proposed.treatment && blank(i, "reason") {
                codes.insert("reason_required");
            }
            if t.max(NOTE) < proposed.floor.max(proposed.fixed) {
                codes.insert("below_floor");
            }
        }
        codes
    }

    /// What a panel leaves behind: its instructions, and which interests it could know.
    pub fn panel_spoke(&self, item: &Item, a: &Value) -> Panel {
        let on = self.day(&item.meeting);
        Panel {
            item: item.id.clone(),
            words: list(a, "instructions").map(|i| (word(i, "person"), treatment(i["treatment"].as_str().unwrap_or("")))).collect(),
            known: self.w.declarations.iter().filter(|d| self.known(d, on)).map(|d| d.id.clone()).collect(),
            undue: a["found"]["undue_influence"] == true,
        }
    }

    /// The panel that names somebody last for the item, and its word; of several the last.
    pub fn instructed(&self, person: &str, item: &Item) -> Option<(usize, usize)> {
        let of_it = |x: &&(usize, &Panel)| x.1.item == item.id || x.1.item == item.root();
        let mut spoke = self.st.panels.iter().enumerate().filter(|x| of_it(&x)).filter_map(|(n, p)| Some((n, *p.words.get(person)?)));
        spoke.next_back()
    }

    /// A panel found that those with an interest unduly influenced what is proposed.
    pub fn unduly_influenced(&self, item: &Item) -> bool {
        self.st.panels.iter().any(|p| p.undue && (p.item == item.id || p.item == item.root()))
    }

    /// What is proposed of somebody. A panel's word is proposal and floor at once; but where an interest reaches the item that it
    /// did not know, or a floor stands above its word, that is proposed, and its word is the least.
    pub fn proposal(&self, person: &str, item: &Item) -> Proposal {
        let base = self.without_panel(person, item);
        let Some((n, told)) = self.instructed(person, item) else { return base };
        let (on, known) = (self.day(&item.meeting), &self.st.panels[n].known);
        let theirs = self.w.declarations.iter().filter(|d| d.person == person && !known.contains(&d.id) && self.known(d, on));
        let unknown = theirs.filter(|d| self.reaches(d, item, on)).map(|d| self.alone(d, item, on)).max();
        let floor = base.floor.max(base.fixed);
        if unknown.is_none() && floor <= told {
            return Proposal { treatment: told, floor: 0, fixed: told, exact: true };
        }
        Proposal { treatment: told.max(floor).max(unknown.unwrap_or(0)), floor: base.floor, fixed: told.max(base.fixed), exact: false }
    }
}
