//! `Accept`, as HTTP has it (RFC 9110, 12.5.1): which forms of an answer a reader takes, and which
//! they would rather have.

/// How much a reader wants a form, in thousandths; 0 for one they rule out. The range that says
/// most about a form decides. A header that names no range at all asks for nothing.
fn wanted(accept: &str, media: &str) -> u16 {
    let media = media.split(';').next().unwrap_or_default().trim();
    let kind = media.split('/').next().unwrap_or_default();
    let mut ranges = accept.split(',').map(str::trim).filter(|range| !range.is_empty()).peekable();
    if ranges.peek().is_none() {
        return 1000;
    }
    let quality = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let says = match name.as_str() {
            "*/*" | "*" => 0,
            name if name == media => 2,
            name if name.strip_suffix("/*") == Some(kind) => 1,
            _ => return None,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let thousandths = quality.map_or(1000.0, |text| text.parse::<f32>().map_or(1000.0, |q| q.clamp(0.0, 1.0) * 1000.0));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        Some((says, thousandths as u16))
    };
    ranges.filter_map(quality).max().map_or(0, |(_, wanted)| wanted)
}

/// Whether a reader takes this form at all.
pub(super) fn accepts(accept: &str, media: &str) -> bool {
    media == "*/*" || wanted(accept, media) > 0
}

/// Whether a reader would rather have `other` than `media`.
pub(super) fn prefers(accept: &str, other: &str, media: &str) -> bool {
    wanted(accept, other) > wanted(accept, media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_and_what_is_preferred() {
        let json = "application/json";
        for accept in [
            "",
            "*/*",
            "application/*",
            json,
            "text/html, */*;q=0.8",
            "text/plain;q=0.2, application/json",
            "APPLICATION/JSON",
            "application/json;q=2",
        ] {
            assert!(accepts(accept, json), "{accept}");
        }
        for accept in ["text/plain", "text/*", "application/json;q=0", "application/json;q=0, text/html", "image/png, text/html"] {
            assert!(!accepts(accept, json), "{accept}");
        }
        assert!(accepts("text/html", "text/html; charset=utf-8") && accepts("image/png", "*/*"));
        assert!(!accepts("*/*, application/json;q=0", json), "the range that says most decides");
        assert!(prefers("text/plain", "text/plain", json) && prefers("text/plain, */*;q=0.1", "text/plain", json));
        assert!(!prefers("*/*", "text/plain", json) && !prefers("text/html,*/*;q=0.8", "text/plain", json));
    }
}
