//! Policy packs: the treatment tables, floors and switches of each rule, as data with a date.
//!
//! In the minute book this is the conflicts policy in force on the day. This folder decides what
//! a relation is proposed to lead to at a stage. It does not know who has which relation.

mod adopt;
pub mod changes;
pub mod facts;
pub mod http;
pub mod packs;
pub mod rules;

pub use adopt::{Adopt, adopt};
pub use changes::PolicyAdopted;
pub use packs::{Pack, PackName, Publication, Rung, Undeclared, named as pack_named, newest as newest_pack};
pub use rules::panel::PanelRules;
pub use rules::treatment::{Gallery, Phase, Purpose, Relation, Rights, Speech, Stage, StageGroup, Treatment};
pub use rules::{Overrides, Policy};
