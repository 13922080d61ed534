//! The message about a lead, in HTML parse mode: CONTRACTS.md, section 2, fixes it to the byte.

use super::NewLead;
use crate::texts::{Lang, leads as texts};

/// Longer messages are cut here, in characters.
const LONGEST_MESSAGE: usize = 1000;
/// Longer addresses of pages are cut here: with all other fields at their limits the whole stays below 4096 UTF-16 units.
const LONGEST_PAGE: usize = 250;
const CUT: &str = "...";
/// U+2501, 22 times.
const RULE: &str = "━━━━━━━━━━━━━━━━━━━━━━";

/// The text about a checked lead. Lines without content are left out.
pub(super) fn render(lang: Lang, lead: &NewLead) -> String {
    let mut lines = vec![format!("📝 <b>{}</b>", texts::title(lang)), RULE.to_owned()];
    let fields = [
        ("👤", texts::name(lang), &lead.name),
        ("📧", texts::email(lang), &lead.email),
        ("📞", texts::phone(lang), &lead.phone),
        ("🏢", texts::company(lang), &lead.company),
    ];
    for (sign, label, value) in fields {
        lines.extend(value.as_ref().map(|value| format!("{sign} <b>{label}:</b> {}", escape(value))));
    }
    if let Some(message) = &lead.message {
        lines.extend([String::new(), format!("💬 <b>{}:</b>", texts::message(lang))]);
        lines.push(escape(&cut(message, LONGEST_MESSAGE)));
    }
    let source = source(lang, lead);
    if !source.is_empty() {
        lines.extend([String::new(), RULE.to_owned(), format!("🔗 <i>{}</i>", source.join(" | "))]);
    }
    lines.join("\n")
}

fn source(lang: Lang, lead: &NewLead) -> Vec<String> {
    let page = lead.page.as_ref().map(|page| cut(page, LONGEST_PAGE));
    let parts = [
        ("utm_source", &lead.utm_source),
        ("utm_campaign", &lead.utm_campaign),
        (texts::page(lang), &page),
        (texts::device(lang), &lead.device),
    ];
    let said = parts.into_iter().filter_map(|(label, value)| Some((label, value.as_ref()?)));
    said.map(|(label, value)| format!("{label}: {}", escape(value))).collect()
}

/// The first `limit` characters and three dots, where there are more.
fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}{CUT}", &text[..end]),
        None => text.to_owned(),
    }
}

/// The three characters that HTML parse mode needs escaped (official documentation, "HTML style").
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message_text::{TEXT_LIMIT, units};

    fn text(units: usize) -> Option<String> {
        Some("😀".repeat(units / 2))
    }

    #[test]
    fn a_cut_keeps_1000_characters() {
        let exact = "я".repeat(1000);
        assert_eq!(cut(&exact, LONGEST_MESSAGE), exact);
        assert_eq!(cut(&(exact.clone() + "я"), LONGEST_MESSAGE), exact + "...");
    }

    #[test]
    fn the_longest_lead_fits_into_one_message() {
        let lead = NewLead {
            name: text(200),
            email: text(254),
            phone: text(50),
            company: text(200),
            message: text(10_000),
            utm_source: text(200),
            utm_campaign: text(200),
            page: text(2_000),
            device: text(100),
        };
        let lead = lead.checked().unwrap();
        for lang in [Lang::En, Lang::Ru] {
            assert!(units(&render(lang, &lead)) <= TEXT_LIMIT, "also with its tags");
        }
    }

    #[test]
    fn what_was_left_out_leaves_no_line() {
        let only_name = NewLead { name: Some("Ann".to_owned()), ..NewLead::default() };
        let expected = format!("📝 <b>New request from the site</b>\n{RULE}\n👤 <b>Name:</b> Ann");
        assert_eq!(render(Lang::En, &only_name), expected);
        let with_campaign = NewLead { utm_campaign: Some("x".to_owned()), ..only_name };
        assert_eq!(
            render(Lang::En, &with_campaign),
            format!("{expected}\n\n{RULE}\n🔗 <i>utm_campaign: x</i>")
        );
        assert_eq!(RULE.chars().count(), 22);
    }
}
