//! A ground in words, for the agenda, the minutes and the sheet before the meeting: what the
//! interest is, and by what path it reaches the item.

use super::ground::{Found, Ground};
use crate::declarations::{Interest, Related};
use crate::ids::DeclarationId;
use crate::meetings::Sitting;

/// One sentence on why a treatment is proposed.
#[must_use]
pub fn ground(sitting: &Sitting, ground: &Ground) -> String {
    match ground {
        Ground::Relation(found) => relation(sitting, found),
        Ground::Mitigation { interest, treatment, may_vary } => {
            let nature = interest_of(sitting, *interest).map_or_else(|| "the interest".into(), |i| i.nature.clone());
            let how = if *may_vary { "" } else { ", not to be varied" };
            format!("handling agreed with the declaration '{nature}': {}{how}", treatment.phrase())
        }
        Ground::Sticky { item, treatment, .. } => {
            let earlier = sitting.earlier.iter().find(|earlier| earlier.item == *item);
            let what = earlier.map_or_else(|| "an earlier item".into(), |e| format!("'{}' on {}", e.title, e.date.long()));
            format!("excluded ({}) on {what}, of the same procurement", treatment.phrase())
        }
        Ground::Carried { item, treatment, .. } => {
            let brought = sitting.brought.iter().find(|brought| brought.from == *item);
            let what = brought.map_or_else(|| "the item it comes from".into(), |brought| brought.words.clone());
            format!("ruled ({}) on {what}", treatment.phrase())
        }
        // Its reason may say what the interest of somebody else is.
        Ground::Instructed { on, treatment, .. } => format!("instructed by the conflicts panel of {}: {}", on.long(), treatment.phrase()),
    }
}

fn interest_of(sitting: &Sitting, id: DeclarationId) -> Option<&Interest> {
    sitting.interests.one(id)
}

fn relation(sitting: &Sitting, found: &Found) -> String {
    let eased = eased(sitting, found);
    let Some(interest) = found.interest.and_then(|id| interest_of(sitting, id)) else {
        return format!("is themself affected by the item{eased}");
    };
    let path: Vec<String> = found.path.iter().map(|body| sitting.body_name(*body)).collect();
    let holder = match &interest.related {
        Some(Related::Person(person)) => format!(", of {}", sitting.name(*person)),
        Some(Related::Named(named)) => format!(", of {named}"),
        None => String::new(),
    };
    let route = if path.is_empty() { String::new() } else { format!(": {}", path.join(" → ")) };
    let says = found.relation.told();
    format!("{}{holder} ({says}{route}){eased}", interest.nature)
}

/// The dispensation under which they take part all the same.
fn eased(sitting: &Sitting, found: &Found) -> String {
    let held = found.eased_by.and_then(|id| sitting.dispensations.iter().find(|held| held.id == id));
    held.map_or_else(String::new, |held| {
        let (may, last, ground) = (held.says.allows.told(), held.last_day().long(), held.says.ground.told());
        format!("; by a dispensation, until {last}, may {may}, because {ground}: {}", held.says.because.trim_end_matches('.'))
    })
}
