//! What of a plan goes too far, in whatever words a database tells it.

/// Registers are few; a head is one row of each, its keys are two.
pub const FEW: [&str; 3] = ["register", "audit_head", "audit_key"];

/// The columns that every row of a register shares, or nearly all.
pub const SHARED: [&str; 3] = ["register_id", "epoch", "nil"];

/// Tells what is wrong with the plan of one statement.
pub trait Plans {
    fn faults(&mut self, statement: &str) -> Vec<String>;
}

/// One reading of a table.
#[derive(Debug, Default)]
pub struct Reading {
    pub table: String,
    /// Columns that must be equal to something, those of the index that is read.
    pub equal: Vec<String>,
    /// Whether the index that is read says anything at all, be it a range.
    pub by_index: bool,
    /// Conditions that are asked of each row that is read.
    pub passes_over: bool,
}

impl Reading {
    fn is_of_what_is_meant(&self) -> bool {
        self.equal.iter().any(|column| !SHARED.contains(&column.as_str()))
    }

    /// What is wrong with it: `is_cut` where only the next few rows are taken from it.
    pub fn fault(&self, is_cut: bool, is_sorted: bool) -> Option<String> {
        if FEW.contains(&self.table.as_str()) || self.is_of_what_is_meant() {
            return None;
        }
        let Self { table, .. } = self;
        if !self.by_index {
            return Some(format!("reads all of {table}"));
        }
        if is_sorted {
            return Some(format!("puts all of {table} in order"));
        }
        if !is_cut {
            return Some(format!("reads all of a register's {table}"));
        }
        self.passes_over.then(|| format!("may pass over all of a register's {table}"))
    }
}

/// The forms in which a statement may be asked: with few values in its lists and with many.
pub fn forms(statement: &str) -> Vec<String> {
    if !statement.contains("IN (?") {
        return vec![statement.to_owned()];
    }
    [1, 3, 60].iter().map(|count| with_values(statement, *count)).collect()
}

fn with_values(statement: &str, count: usize) -> String {
    let mut out = String::new();
    let mut rest = statement;
    while let Some(at) = rest.find("IN (?") {
        let (before, list) = rest.split_at(at);
        let end = list.find(')').unwrap();
        out.push_str(before);
        out.push_str(&format!("IN ({})", vec!["?"; count].join(", ")));
        rest = &list[end + 1..];
    }
    out + rest
}

/// A statement without what differs between databases and from one asking to the next: what it is
/// told by and permitted by.
pub fn plainly(statement: &str) -> String {
    let mut text = with_values(statement, 1).replace(['`', '"'], "");
    for hint in [", 0.001)", ", 0.95)"] {
        text = text.replace(hint, "");
    }
    text = text.replace("likelihood(", "").replace("= ANY(", "IN ").replace(['(', ')'], "");
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '$' {
            while letters.peek().is_some_and(char::is_ascii_digit) {
                letters.next();
            }
            out.push('?');
        } else {
            out.push(letter);
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    let text = words.join(" ");
    // The columns that are shown say nothing of where they are found.
    match (text.starts_with("SELECT "), text.find(" FROM ")) {
        (true, Some(at)) => text[at + 1..].to_owned(),
        _ => text,
    }
}

/// The columns of a table that conditions of a statement speak of.
pub fn conditions(statement: &str, table: &str) -> Vec<String> {
    let from = statement.find(" WHERE ").map_or(statement.len(), |at| at + 7);
    let to = statement.find(" ORDER BY ").unwrap_or(statement.len()).max(from);
    let asked = statement[from..to].replace(['`', '"'], "");
    let prefix = format!("{table}.");
    let words = asked.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    words.filter_map(|word| word.strip_prefix(&prefix)).map(str::to_owned).collect()
}
