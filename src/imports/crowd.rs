//! The people of the register and of the rows taken so far, by each of their keys, and whom a row
//! means. Identity is never guessed: whoever is found by less than an id, a code, or an address
//! together with the name is only ever found to be unchanged.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;

use super::cells::without_zeros;
use super::people::{PersonFields, PersonRow};
use super::plan::Held;
use crate::text::{NameKey, code_key, name_key};

/// Column, code, message.
pub(super) type Fault = (&'static str, &'static str, String);

/// By what a row found a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Id,
    Code,
    /// The address, and the name agrees.
    Address,
    Name,
    Nothing,
}

struct Slot<'a, Id> {
    held: Option<&'a Held<Id, PersonFields>>,
    now: PersonFields,
    name: NameKey,
    /// The row of this list that speaks of the person.
    row: Option<u64>,
}

pub(super) struct Crowd<'a, Id> {
    slots: Vec<Slot<'a, Id>>,
    by_id: HashMap<String, usize>,
    by_code: HashMap<String, BTreeSet<usize>>,
    /// Codes of digits, less the zeros before them.
    by_number: HashMap<String, usize>,
    by_email: HashMap<String, BTreeSet<usize>>,
    /// Apart by whether a code and an address are held, so that those whose own keys speak
    /// against a row are never gone through: thousands may share a name.
    by_name: HashMap<(String, bool, bool), BTreeSet<usize>>,
    believed: bool,
}

impl<'a, Id: Display> Crowd<'a, Id> {
    pub(super) fn of(held: &'a [Held<Id, PersonFields>], believed: bool) -> Self {
        let mut crowd = Self {
            slots: Vec::new(),
            by_id: HashMap::new(),
            by_code: HashMap::new(),
            by_number: HashMap::new(),
            by_email: HashMap::new(),
            by_name: HashMap::new(),
            believed,
        };
        for one in held {
            crowd.by_id.insert(one.id.to_string(), crowd.slots.len());
            crowd.add(Slot { held: Some(one), now: one.fields.clone(), name: name_key(&one.fields.name), row: None });
        }
        crowd
    }

    fn add(&mut self, slot: Slot<'a, Id>) {
        let place = self.slots.len();
        self.index(&slot.now, &slot.name, place);
        self.slots.push(slot);
    }

    fn index(&mut self, person: &PersonFields, name: &NameKey, place: usize) {
        self.by_name.entry((name.key.clone(), person.code.is_some(), person.email.is_some())).or_default().insert(place);
        if let Some(code) = &person.code {
            self.by_code.entry(code_key(code)).or_default().insert(place);
            if let Some(number) = without_zeros(code) {
                self.by_number.entry(number.to_owned()).or_insert(place);
            }
        }
        if let Some(email) = &person.email {
            self.by_email.entry(email.to_lowercase()).or_default().insert(place);
        }
    }

    /// Enters a new person of a row.
    pub(super) fn enter(&mut self, row: &PersonRow, now: PersonFields) {
        if let Some(id) = &row.id {
            self.by_id.insert(id.clone(), self.slots.len());
        }
        let name = name_key(&now.name);
        self.add(Slot { held: None, now, name, row: Some(row.row) });
    }

    /// The person as they are now, and the row that has spoken of them.
    pub(super) fn at(&self, place: usize) -> Option<(&PersonFields, Option<u64>)> {
        self.slots.get(place).map(|slot| (&slot.now, slot.row))
    }

    pub(super) fn spoken_of(&mut self, place: usize, row: u64) {
        if let Some(slot) = self.slots.get_mut(place) {
            slot.row.get_or_insert(row);
        }
    }

    pub(super) fn amend(&mut self, place: usize, row: u64, now: PersonFields) {
        let Some(slot) = self.slots.get_mut(place) else { return };
        let before = std::mem::replace(&mut slot.now, now.clone());
        let name = std::mem::replace(&mut slot.name, name_key(&now.name));
        slot.row = Some(row);
        let key = slot.name.clone();
        let leave = |all: Option<&mut BTreeSet<usize>>| all.is_some_and(|all| all.remove(&place));
        leave(self.by_name.get_mut(&(name.key, before.code.is_some(), before.email.is_some())));
        if let Some(code) = &before.code {
            leave(self.by_code.get_mut(&code_key(code)));
        }
        if let Some(email) = &before.email {
            leave(self.by_email.get_mut(&email.to_lowercase()));
        }
        self.index(&now, &key, place);
    }

    pub(super) fn into_people(self) -> impl Iterator<Item = (Option<&'a Held<Id, PersonFields>>, PersonFields)> {
        self.slots.into_iter().map(|slot| (slot.held, slot.now))
    }

    /// Whom the row means, and by what; `None` for a new person.
    pub(super) fn find(&self, row: &PersonRow) -> Result<Option<(usize, By)>, Fault> {
        let by_code = self.by_code(row)?;
        if let Some(id) = &row.id {
            let Some(place) = self.by_id.get(id).copied() else {
                if self.believed {
                    return Ok(None);
                }
                let message = "Nobody in this register has this id. Leave the cell as it was exported, or empty for somebody new.";
                return Err(("id", "unknown_reference", message.to_owned()));
            };
            if let Some(other) = by_code.filter(|other| *other != place) {
                let message =
                    format!("The id is that of {}, and the code that of {}. Put one of the two right.", self.who(place), self.who(other));
                return Err(("code", "duplicate_code", message));
            }
            return self.with_own_address(place, row).map(|()| Some((place, By::Id)));
        }
        if let Some(place) = by_code {
            self.is_the_holder(place, row)?;
            return self.with_own_address(place, row).map(|()| Some((place, By::Code)));
        }
        let name = name_key(&row.name);
        let sharers: Vec<usize> = self.at_address(row).collect();
        if sharers.is_empty() {
            return self.by_name(row, &name);
        }
        let agrees = |place: &usize| {
            self.slots.get(*place).is_some_and(|slot| {
                // Two codes are two people, whatever else they share.
                slot.name.agrees_at_one_address(&name) && (row.code.is_none() || slot.now.code.is_none())
            })
        };
        let mut meant = sharers.iter().copied().filter(agrees);
        match (meant.next(), meant.next()) {
            (Some(place), None) => Ok(Some((place, By::Address))),
            (Some(one), Some(other)) => Err(self.several(one, other)),
            (None, _) => Err(self.address_of_another(sharers.first().copied(), row)),
        }
    }

    fn by_code(&self, row: &PersonRow) -> Result<Option<usize>, Fault> {
        let Some(code) = &row.code else { return Ok(None) };
        let all = self.by_code.get(&code_key(code)).into_iter().flatten().copied();
        let places: Vec<usize> = all.collect();
        let is_so_spelt = |place: &&usize| self.slots.get(**place).is_some_and(|slot| slot.now.code.as_ref() == Some(code));
        match places.as_slice() {
            [] => self.zeros_lost(code).map_or(Ok(None), Err),
            [one] => Ok(Some(*one)),
            // Kept from a time when a list could bring in both: each as it is spelt.
            [one, other, ..] => match places.iter().find(is_so_spelt) {
                Some(place) => Ok(Some(*place)),
                None => {
                    let (one, other) = (self.who(*one), self.who(*other));
                    Err((
                        "code",
                        "ambiguous_code",
                        format!("{one} and {other} both have this code. Write it exactly as the one who is meant has it."),
                    ))
                }
            },
        }
    }

    /// A code of digits that is another's but for the zeros before it, as spreadsheets drop them.
    fn zeros_lost(&self, code: &str) -> Option<Fault> {
        let place = self.by_number.get(without_zeros(code)?)?;
        let held = self.slots.get(*place)?.now.code.clone()?;
        let message = format!(
            "Code {code} is {held} without the zeros before it, and {held} is {}. Spreadsheets drop such zeros: write {held} for that person, or give another code.",
            self.who(*place)
        );
        Some(("code", "zeros_lost", message))
    }

    fn at_address(&self, row: &PersonRow) -> impl Iterator<Item = usize> + '_ {
        row.email.as_ref().and_then(|email| self.by_email.get(email)).into_iter().flatten().copied()
    }

    /// Whoever is known by id or code may keep the address they share, but is not given another's.
    fn with_own_address(&self, place: usize, row: &PersonRow) -> Result<(), Fault> {
        let keeps = self.slots.get(place).is_some_and(|slot| slot.now.email == row.email);
        let other = self.at_address(row).find(|other| *other != place);
        match other.filter(|_| !keeps) {
            None => Ok(()),
            Some(other) => {
                let message = format!(
                    "This row is of {}, and its e-mail address is that of {}. If they share the mailbox, leave the address out of this row; if they are one person, keep one of the two in the register.",
                    self.who(place),
                    self.who(other)
                );
                Err(("email", "duplicate_email", message))
            }
        }
    }

    /// A code is given to somebody for good. Where name and address are both another's it was most likely
    /// given out twice, and who had it would be turned into somebody else.
    fn is_the_holder(&self, place: usize, row: &PersonRow) -> Result<(), Fault> {
        let Some(slot) = self.slots.get(place) else { return Ok(()) };
        let named = name_key(&row.name);
        let shares_a_word =
            slot.name.key.split(' ').any(|word| word.chars().nth(1).is_some() && named.key.split(' ').any(|other| other == word));
        // Of nobody's address nothing can be said.
        if slot.name.key == named.key || shares_a_word || slot.now.email == row.email {
            return Ok(());
        }
        let message = format!(
            "This code is that of {}, and the row names {}: the two names have no word in common, and the addresses differ. If they are two people, give this one a code of their own; if it is a new name, enter it in the register first, or give that person's id in a column 'id' of this row.",
            self.who(place),
            row.name
        );
        Err(("code", "code_of_another", message))
    }

    fn address_of_another(&self, other: Option<usize>, row: &PersonRow) -> Fault {
        let is_named_so = other.and_then(|place| self.slots.get(place)).is_some_and(|slot| slot.name.agrees(&name_key(&row.name)));
        let other = other.map(|place| self.who(place)).unwrap_or_default();
        if let Some(code) = row.code.as_ref().filter(|_| is_named_so) {
            let message = format!(
                "This name and this e-mail address are those of {other}, and the row gives the code {code}. If they are one person, give that person's code or id; if they are two who share the mailbox, leave the address out of this row."
            );
            return ("email", "duplicate_email", message);
        }
        let message = format!(
            "This e-mail address is that of {other}, and the row names {}. An address alone does not say who somebody is: if they share the mailbox, leave the address out of this row; if they are one person, give that person's code or id.",
            row.name
        );
        ("email", "duplicate_email", message)
    }

    /// Those of the name whose code and e-mail do not speak against it.
    fn by_name(&self, row: &PersonRow, name: &NameKey) -> Result<Option<(usize, By)>, Fault> {
        let shelves = [(false, false), (false, true), (true, false), (true, true)];
        let open = shelves.into_iter().filter(|(code, email)| (row.code.is_none() || !code) && (row.email.is_none() || !email));
        let mut fit = open.filter_map(|(code, email)| self.by_name.get(&(name.key.clone(), code, email))).flatten().copied();
        match (fit.next(), fit.next()) {
            (Some(one), Some(other)) => Err(self.several(one, other)),
            (Some(place), None) if !self.slots.get(place).is_some_and(|slot| slot.name.agrees(name)) => {
                Err(self.name_is_not_enough(place, row))
            }
            (Some(place), None) => Ok(Some((place, By::Name))),
            (None, _) => Ok(None),
        }
    }

    fn several(&self, one: usize, other: usize) -> Fault {
        let message = format!(
            "{} and {} have this name. Give the code, the id or the e-mail address of the one who is meant.",
            self.who(one),
            self.who(other)
        );
        ("name", "ambiguous_name", message)
    }

    pub(super) fn nothing_tells_apart(&self, row: &PersonRow, earlier: u64) -> Fault {
        let name = &row.name;
        let message = match (&row.code, &row.email) {
            (None, None) => format!(
                "Row {earlier} names {name} already, and nothing in this row tells the two apart. If they are two people, give each a code or an e-mail address; if they are one, delete one of the rows."
            ),
            _ => format!(
                "Row {earlier} names {name} already, and says neither code nor address, so nobody can tell whether the two are one. If they are two people, give the one of row {earlier} a code or an e-mail address as well; if they are one, delete row {earlier}."
            ),
        };
        ("name", "ambiguous_name", message)
    }

    pub(super) fn name_is_not_enough(&self, place: usize, row: &PersonRow) -> Fault {
        let held = self.who(place);
        let is_held = self.slots.get(place).is_some_and(|slot| slot.held.is_some());
        let has_code = self.slots.get(place).is_some_and(|slot| slot.now.code.is_some());
        let cure = match (is_held, has_code) {
            (false, _) => "If they are one person, keep one of the rows; if they are two, give each a code.",
            (true, true) => {
                "If they are one person, give that person's code in this row; if they are two, give this one a code or an e-mail address of their own."
            }
            (true, false) => {
                "If they are one person, give that person's id in a column 'id' of this row; if they are two, first give the one in the register a code of their own, and then this one another."
            }
        };
        let message = format!("A name is not enough to tell whether {} of this row is {held}. {cure}", row.name);
        ("name", "name_not_enough", message)
    }

    /// A person by name and by what tells them apart.
    fn who(&self, place: usize) -> String {
        let Some(slot) = self.slots.get(place) else { return "somebody else".to_owned() };
        let mut what: Vec<String> = slot.now.code.iter().map(|code| format!("code {code}")).collect();
        match (slot.held, slot.row) {
            (Some(held), _) if what.is_empty() => what.push(format!("id {}", held.id)),
            (None, Some(row)) => what.push(format!("row {row}")),
            _ => {}
        }
        if what.len() < 2 && !slot.now.tags.is_empty() {
            what.push(slot.now.tags.iter().take(5).cloned().collect::<Vec<_>>().join(", "));
        }
        format!("{} ({})", slot.now.name, what.join("; "))
    }
}
