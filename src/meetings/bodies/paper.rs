//! Papers as they are tabled and as they are read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::ids::{ItemId, PaperId, PersonId};
use crate::meetings::facts::items::PaperCard;
use crate::text::{Line, Sha256};

/// A paper to be tabled.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaper {
    /// The title of the document, at most 300 characters.
    pub title: Line,
    /// Conflicts of authors are checked.
    #[schemars(length(min = 1, max = 50))]
    pub authors: Vec<PersonId>,
    /// The officer who answers for it.
    pub accountable: Option<PersonId>,
    /// Where the document is kept.
    pub location: Option<Line>,
    /// In hex, of the document.
    pub sha256: Option<Sha256>,
    /// Whether it is not for everybody, though its item is taken in public; of a private item every paper is so.
    #[serde(default)]
    pub confidential: bool,
}

/// A paper.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperBody {
    /// The paper, as in `/api/v1/papers/{id}`.
    pub id: PaperId,
    /// The item it is tabled on, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The title of the document, which itself is kept elsewhere.
    pub title: String,
    /// Who wrote it, as in `/api/v1/people/{id}`; their conflicts are asked before the agenda is published (C8).
    pub authors: Vec<PersonId>,
    /// The officer who answers for it, as in `/api/v1/people/{id}`; null where nobody was named.
    pub accountable: Option<PersonId>,
    /// Where the document is kept, such as its address; null where nobody said.
    pub location: Option<String>,
    /// The SHA-256 of the document in hex, to tell whether it is still the same; null where nobody gave it.
    pub sha256: Option<String>,
    /// Whether it is not for everybody, though its item is taken in public: whoever is excluded gets it not (C8).
    pub confidential: bool,
    /// The entry in the log by which it was tabled; a paper is not changed afterwards.
    pub version: i64,
}

impl From<PaperCard> for PaperBody {
    fn from(card: PaperCard) -> Self {
        let PaperCard { id, item, title, authors, accountable, location, sha256, confidential, version } = card;
        Self { id, item: item.id(), title, authors, accountable, location, sha256, confidential, version }
    }
}
