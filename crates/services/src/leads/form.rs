//! What a lead may hold. Visitors type anything, and what they typed matters: addresses and numbers are not judged, and
//! what no text can show is taken out rather than refused.

use crate::{
    error::{Error, Result},
    message_text::units,
};

/// What a visitor left. Fields that hold nothing to see count as left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLead {
    /// At most 200 characters, as all limits here are counted in UTF-16.
    pub name: Option<String>,
    /// At most 254.
    pub email: Option<String>,
    /// At most 50.
    pub phone: Option<String>,
    /// At most 200.
    pub company: Option<String>,
    /// At most 10,000, with line breaks.
    pub message: Option<String>,
    /// At most 200.
    pub utm_source: Option<String>,
    /// At most 200.
    pub utm_campaign: Option<String>,
    /// The page with the form; at most 2,000.
    pub page: Option<String>,
    /// At most 100.
    pub device: Option<String>,
}

impl NewLead {
    /// The lead as it is stored.
    ///
    /// # Errors
    /// [`Error::BadInput`] for a field that is too long, and where the visitor left nothing at all.
    pub(super) fn checked(self) -> Result<Self> {
        let lead = Self {
            name: field("name", self.name, 200)?,
            email: field("email", self.email, 254)?,
            phone: field("phone", self.phone, 50)?,
            company: field("company", self.company, 200)?,
            message: text("message", self.message, 10_000)?,
            utm_source: field("utm_source", self.utm_source, 200)?,
            utm_campaign: field("utm_campaign", self.utm_campaign, 200)?,
            page: field("page", self.page, 2_000)?,
            device: field("device", self.device, 100)?,
        };
        // Where they came from says nothing of who they are or what they want.
        let said = [&lead.name, &lead.email, &lead.phone, &lead.company, &lead.message];
        if said.iter().all(|field| field.is_none()) {
            return Err(Error::bad_input(
                "The lead is empty: give at least one of name, email, phone, company and message.",
            ));
        }
        Ok(lead)
    }
}

/// One line.
fn field(name: &str, value: Option<String>, limit: usize) -> Result<Option<String>> {
    let line = |value: String| value.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    text(name, value.map(line), limit)
}

/// Lines that end with `\n`, without other control characters than that and the tab.
fn text(name: &str, value: Option<String>, limit: usize) -> Result<Option<String>> {
    let Some(value) = value else { return Ok(None) };
    let lines = value.replace("\r\n", "\n").replace('\r', "\n");
    let shown: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let shown = shown.trim();
    let length = units(shown);
    if length > limit {
        return Err(Error::bad_input(format!("{name} is too long: {length} of at most {limit} characters.")));
    }
    Ok((!shown.is_empty()).then(|| shown.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> NewLead {
        NewLead { name: Some(name.to_owned()), ..NewLead::default() }
    }

    #[test]
    fn what_no_text_can_show_is_taken_out_and_lines_stay_only_in_the_message() {
        let lead =
            NewLead { message: Some(" a\r\nb\0\u{7}\tc\n".to_owned()), ..named("\u{0}Ivan\nPetrov\u{1b} ") };
        let lead = lead.checked().unwrap();
        assert_eq!(lead.name.as_deref(), Some("Ivan Petrov"));
        assert_eq!(lead.message.as_deref(), Some("a\nb\tc"));
    }

    #[test]
    fn a_lead_that_says_nothing_is_refused() {
        assert!(NewLead::default().checked().is_err());
        assert!(named(" \0\n").checked().is_err());
        let source = NewLead { page: Some("/services".to_owned()), ..NewLead::default() };
        assert!(source.checked().is_err());
        assert!(named("x").checked().is_ok());
    }

    #[test]
    fn limits_are_named_with_their_field() {
        assert!(named(&"я".repeat(200)).checked().is_ok());
        let error = named(&"я".repeat(201)).checked().unwrap_err();
        assert_eq!(error.public_text(), "name is too long: 201 of at most 200 characters.");
    }
}
