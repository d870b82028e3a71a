//! What the checks of a body's own type found, as fields by their pointers, each with a sentence.

use validator::{ValidationErrors, ValidationErrorsKind};

use crate::fault::FieldError;

/// The checks of a type as fields by their pointers.
#[must_use]
pub fn fields(errors: &ValidationErrors) -> Vec<FieldError> {
    fn walk(errors: &ValidationErrors, at: &str, found: &mut Vec<FieldError>) {
        for (name, kind) in errors.errors() {
            // A field named by a keyword of our language bears an underscore in the source and none
            // on the wire.
            let here = if name == "__all__" { at.to_owned() } else { format!("{at}/{}", name.trim_end_matches('_')) };
            match kind {
                ValidationErrorsKind::Field(errors) => {
                    for error in errors {
                        let number = |name: &str| error.params.get(name).and_then(serde_json::Value::as_f64);
                        let message =
                            error.message.as_ref().map_or_else(|| sentence(&error.code, number("min"), number("max")), ToString::to_string);
                        found.push(FieldError::new(here.clone(), &error.code, message));
                    }
                }
                ValidationErrorsKind::Struct(errors) => walk(errors, &here, found),
                ValidationErrorsKind::List(items) => {
                    for (index, errors) in items {
                        walk(errors, &format!("{here}/{index}"), found);
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(errors, "", &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn sentence(code: &str, min: Option<f64>, max: Option<f64>) -> String {
    match (code, min, max) {
        ("length", Some(min), Some(max)) => format!("This has between {min} and {max} of its kind."),
        ("length", Some(min), None) => format!("This has at least {min} of its kind."),
        ("length", None, Some(max)) => format!("This has at most {max} of its kind."),
        ("range", Some(min), Some(max)) => format!("This is a number from {min} to {max}."),
        ("range", Some(min), None) => format!("This is a number from {min}."),
        ("range", None, Some(max)) => format!("This is a number up to {max}."),
        _ => "This is not in the form that is taken here.".to_owned(),
    }
}
