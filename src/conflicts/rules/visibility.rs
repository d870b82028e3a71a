//! C8: what an exclusion keeps from whom it excludes.
//!
//! What is confidential, and nothing that anybody may read: all of a private item (its papers, its count, its
//! minutes and what was decided), and of an item taken in public the papers marked so. How others stand on an item
//! is not for the public either, and is kept from whoever is excluded from it with its papers. Whoever is not
//! is kept from nothing here; whether they may see the meeting at all is asked before.

use super::standing::Standing;
use crate::meetings::rules::Paper;
use crate::meetings::{Item, Sitting};

/// Whether what is said and decided on an item is kept from whoever stands so on it.
#[must_use]
pub fn withholds(sitting: &Sitting, item: &Item, standing: &Standing) -> bool {
    standing.treatment.withholds() && sitting.is_private(item)
}

/// Whether how others stand on an item is kept from whoever stands so on it.
#[must_use]
pub fn withholds_others(standing: &Standing) -> bool {
    standing.treatment.withholds()
}

/// Whether somebody who stands so on an item may have all of its papers.
#[must_use]
pub fn receives_papers(sitting: &Sitting, item: &Item, standing: &Standing) -> bool {
    !(standing.treatment.withholds() && sitting.is_confidential(item))
}

/// Whether one paper of an item is kept from whoever stands so on it.
#[must_use]
pub fn withholds_paper(sitting: &Sitting, item: &Item, standing: &Standing, paper: &Paper) -> bool {
    standing.treatment.withholds() && (sitting.is_private(item) || paper.confidential)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::conflicts::standing;
    use crate::ids::PaperId;
    use crate::meetings::scene::Scene;
    use crate::policy::Treatment;

    /// What is kept from a GP so ruled of a paper and of the item, which may be private: the paper, all
    /// papers, what is decided, how others stand.
    fn kept(treatment: Treatment, confidential: bool, private: bool) -> [bool; 4] {
        let mut scene = Scene::of("chair:lay!chair gp:gp");
        let (item, title) = (scene.item().id, "a paper".to_owned());
        let paper = Paper { id: PaperId::new(), item, title, authors: Vec::new(), accountable: None, confidential };
        scene.change(|item| {
            item.papers.push(paper.clone());
            item.private = private;
        });
        scene.rule("gp", treatment);
        let (sitting, item) = (&scene.sitting, scene.item());
        let how = standing(sitting, item, scene.id("gp"));
        let papers = !receives_papers(sitting, item, &how);
        [withholds_paper(sitting, item, &how, &paper), papers, withholds(sitting, item, &how), withholds_others(&how)]
    }

    #[test]
    fn nothing_is_kept_that_anybody_may_read() {
        assert_eq!(kept(Treatment::LeaveNoPapers, false, false), [false, false, false, true]);
        assert_eq!(kept(Treatment::Removed, false, false), [false, false, false, true]);
    }

    #[test]
    fn of_a_public_item_the_papers_marked_so_are_kept() {
        assert_eq!(kept(Treatment::LeaveNoPapers, true, false), [true, true, false, true]);
        assert_eq!(kept(Treatment::Leave, true, false), [false; 4]);
    }

    #[test]
    fn of_a_private_item_all_is_kept() {
        assert_eq!(kept(Treatment::LeaveNoPapers, false, true), [true; 4]);
        assert_eq!(kept(Treatment::NotAttend, true, true), [true; 4]);
        assert_eq!(kept(Treatment::Leave, true, true), [false; 4]);
    }

    #[test]
    fn a_part_is_under_the_confidentiality_of_its_items_papers() {
        let mut scene = Scene::of("chair:lay!chair gp:gp");
        let (whole, title) = (scene.item().id, "a paper".to_owned());
        let paper = Paper { id: PaperId::new(), item: whole, title, authors: Vec::new(), accountable: None, confidential: true };
        let mut part = crate::meetings::scene::item("1.1", 1);
        part.part_of = Some(whole);
        scene.change(|item| item.papers.push(paper));
        assert!(scene.sitting.is_confidential(scene.item()));
        scene.sitting.items.push(part);
        assert!(scene.sitting.is_confidential(scene.sitting.items.last().unwrap()));
        scene.change(|item| item.papers.clear());
        assert!(!scene.sitting.is_confidential(scene.sitting.items.last().unwrap()));
    }
}
