//! The law of conflicts, by question: what is proposed, what stands, who presides, what may be
//! ruled (rulebook C1, C2, C9).

pub mod co_opt;
mod eased;
pub mod explain;
pub mod ground;
pub mod hands;
pub mod overriding;
pub mod panel;
pub mod papers;
pub mod preside;
pub mod propose;
mod reach;
pub mod record;
pub mod rule_on;
pub mod seats;
pub mod standing;
pub mod standings;
pub mod visibility;
pub mod withdrew;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording;
