//! A page of plain text, as wide as its reader's window and at most a hundred columns: headings,
//! paragraphs, tables whose last column wraps. Colour only where a terminal shows it.

use std::io::{IsTerminal as _, Write};

/// The widest that is read with ease, and the narrowest that a table fits in.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// The columns there are: as `COLUMNS` says, else as the terminal does.
fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let shown = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    said.or_else(shown).unwrap_or(*WIDTHS.end()).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// Where the demonstration is told, or nowhere.
pub struct Page {
    out: Option<Box<dyn Write>>,
    colour: bool,
    width: usize,
    headings: usize,
    /// Whether the last line was empty.
    after_gap: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Bold,
    Good,
    Bad,
}

impl Page {
    /// On standard output: in colour on a terminal, unless `NO_COLOR` says otherwise.
    #[must_use]
    pub fn stdout() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            out: Some(Box::new(std::io::stdout())),
            colour: !plain && std::io::stdout().is_terminal(),
            width: columns(),
            headings: 0,
            after_gap: false,
        }
    }

    /// Told nowhere.
    #[must_use]
    pub fn silent() -> Self {
        Self { out: None, colour: false, width: *WIDTHS.end(), headings: 0, after_gap: false }
    }

    fn line(&mut self, ink: Ink, text: &str) -> std::io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        let text = text.trim_end();
        if text.is_empty() && self.after_gap {
            return Ok(());
        }
        self.after_gap = text.is_empty();
        let code = match ink {
            Ink::Bold => "1",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Plain => "",
        };
        let written = if self.colour && !code.is_empty() && !text.is_empty() {
            writeln!(out, "\x1b[{code}m{text}\x1b[0m")
        } else {
            writeln!(out, "{text}")
        };
        // Seen as it happens.
        match written.and_then(|()| out.flush()) {
            // Whoever read has gone: the meeting is played to its end all the same.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                self.out = None;
                Ok(())
            }
            done => done,
        }
    }

    /// The top of the page.
    ///
    /// # Errors
    /// When the page cannot be written; that nobody reads any more is none.
    pub fn title(&mut self, title: &str, text: &str) -> std::io::Result<()> {
        let rule = "═".repeat(self.width);
        self.line(Ink::Bold, &rule)?;
        self.line(Ink::Bold, title)?;
        for line in wrapped(text, self.width) {
            self.line(Ink::Plain, &line)?;
        }
        self.line(Ink::Bold, &rule)
    }

    /// # Errors
    /// As [`Page::title`].
    pub fn heading(&mut self, text: &str) -> std::io::Result<()> {
        self.headings += 1;
        let heading = format!("── {}. {text} ", self.headings);
        let rest = self.width.saturating_sub(heading.chars().count());
        self.line(Ink::Plain, "")?;
        self.line(Ink::Bold, &format!("{heading}{}", "─".repeat(rest)))?;
        self.line(Ink::Plain, "")
    }

    /// A heading within a section.
    ///
    /// # Errors
    /// As [`Page::title`].
    pub fn subheading(&mut self, text: &str) -> std::io::Result<()> {
        self.line(Ink::Plain, "")?;
        for line in wrapped(text, self.width) {
            self.line(Ink::Bold, &line)?;
        }
        Ok(())
    }

    /// # Errors
    /// As [`Page::title`].
    pub fn gap(&mut self) -> std::io::Result<()> {
        self.line(Ink::Plain, "")
    }

    /// Running text, wrapped.
    ///
    /// # Errors
    /// As [`Page::title`].
    pub fn para(&mut self, text: &str) -> std::io::Result<()> {
        for line in wrapped(text, self.width) {
            self.line(Ink::Plain, &line)?;
        }
        self.gap()
    }

    /// A line with its label before it: further lines of it stand under the first.
    ///
    /// # Errors
    /// As [`Page::title`].
    pub fn labelled(&mut self, ink: Ink, indent: usize, label: &str, text: &str) -> std::io::Result<()> {
        let margin = indent + label.chars().count();
        for (n, line) in wrapped(text, self.width.saturating_sub(margin)).into_iter().enumerate() {
            let before = if n == 0 { format!("{}{label}", " ".repeat(indent)) } else { " ".repeat(margin) };
            self.line(ink, &format!("{before}{line}"))?;
        }
        Ok(())
    }

    /// Lines to be copied: indented, never wrapped.
    ///
    /// # Errors
    /// As [`Page::title`].
    pub fn verbatim(&mut self, lines: &[String]) -> std::io::Result<()> {
        lines.iter().try_for_each(|line| self.line(Ink::Plain, &format!("    {line}")))
    }

    /// A table: every column as wide as its widest cell, the last one wrapped into what is left.
    ///
    /// # Errors
    /// As [`Page::title`].
    pub fn table<const N: usize>(&mut self, heads: [&str; N], rows: &[[String; N]]) -> std::io::Result<()> {
        const INDENT: usize = 2;
        let all = || std::iter::once(heads.map(str::to_owned)).chain(rows.iter().cloned());
        let widths: Vec<usize> =
            (0..N).map(|n| all().filter_map(|row| row.get(n).map(|cell| cell.chars().count())).max().unwrap_or(0)).collect();
        let before: usize = widths.iter().take(N.saturating_sub(1)).map(|width| width + 2).sum();
        let last = self.width.saturating_sub(INDENT + before).max(20);
        for (n, row) in all().enumerate() {
            let mut front = " ".repeat(INDENT);
            for (cell, width) in row.iter().zip(&widths).take(N.saturating_sub(1)) {
                front.push_str(cell);
                front.push_str(&" ".repeat(width + 2 - cell.chars().count()));
            }
            let ink = if n == 0 { Ink::Bold } else { Ink::Plain };
            let cell = row.last().map(String::as_str).unwrap_or_default();
            let mut lines = wrapped(cell, last).into_iter();
            self.line(ink, &format!("{front}{}", lines.next().unwrap_or_default()))?;
            for line in lines {
                self.line(ink, &format!("{}{line}", " ".repeat(INDENT + before)))?;
            }
        }
        Ok(())
    }
}

/// Broken at spaces into lines of at most so many characters; a longer word stands alone. A line
/// feed in the text begins a new line.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let mut line = String::new();
        for word in part.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_spaces_and_long_words_stand_alone() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a-very-long-word then", 6), ["a-very-long-word", "then"]);
        assert_eq!(wrapped("", 6), [""]);
        assert_eq!(wrapped("one\ntwo", 60), ["one", "two"]);
    }
}
