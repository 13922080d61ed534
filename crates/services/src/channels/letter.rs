//! An alert as HTML for Telegram: the kind and the title, the description, a line for each tag. What is too long is cut in its
//! text, never within markup.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Alert, DispatchType};
use crate::message_text::{CAPTION_LIMIT, TEXT_LIMIT, beginning, escape, units};

/// A send to be accepted: the Bot API method and its parameters.
pub(super) type Send = (&'static str, Value);

/// What an alert is sent as. The last one holds the text.
pub(super) fn sends(alert: &Alert) -> Vec<Send> {
    let pieces = pieces(alert);
    let Some(image) = &alert.image_url else { return vec![message(alert, &pieces)] };
    if length(&pieces) <= CAPTION_LIMIT {
        let mut params =
            json!({"photo": image, "caption": html(&pieces, CAPTION_LIMIT), "parse_mode": "HTML"});
        add_buttons(&mut params, alert);
        return vec![("sendPhoto", params)];
    }
    // Too long to stand under a picture: the picture goes ahead.
    vec![("sendPhoto", json!({"photo": image})), message(alert, &pieces)]
}

fn message(alert: &Alert, pieces: &[Piece<'_>]) -> Send {
    let mut params = json!({
        "text": html(pieces, TEXT_LIMIT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": true},
    });
    add_buttons(&mut params, alert);
    ("sendMessage", params)
}

fn add_buttons(params: &mut Value, alert: &Alert) {
    if alert.callbacks.is_empty() {
        return;
    }
    let row = |callback: &super::Callback| json!([{"text": callback.label, "url": callback.url}]);
    let rows: Vec<Value> = alert.callbacks.iter().map(row).collect();
    params["reply_markup"] = json!({"inline_keyboard": rows});
}

/// A part of the letter.
#[derive(Clone, Debug)]
enum Piece<'a> {
    Open(Cow<'static, str>, &'static str),
    Text(Cow<'a, str>),
    Close,
}

const BOLD: Piece<'static> = Piece::Open(Cow::Borrowed("<b>"), "</b>");
const PRE: Piece<'static> = Piece::Open(Cow::Borrowed("<pre>"), "</pre>");

fn pieces(alert: &Alert) -> Vec<Piece<'_>> {
    let text = |text: &'static str| Piece::Text(Cow::Borrowed(text));
    let mut all = vec![BOLD, text(sign(alert.kind)), Piece::Close, text(" ")];
    let title = Piece::Text(Cow::Borrowed(alert.title.as_str()));
    match &alert.link {
        Some(link) => {
            let open = Piece::Open(Cow::Owned(format!("<a href=\"{}\">", escape(link))), "</a>");
            all.extend([open, title, Piece::Close]);
        }
        None => all.push(title),
    }
    if let Some(description) = &alert.description {
        all.extend([text("\n"), Piece::Text(Cow::Borrowed(description))]);
    }
    for tag in &alert.tags {
        all.extend([text("\n"), BOLD, Piece::Text(Cow::Borrowed(&tag.key)), Piece::Close, text(": ")]);
        all.extend([PRE, Piece::Text(Cow::Borrowed(&tag.value)), Piece::Close]);
    }
    all
}

fn sign(kind: DispatchType) -> &'static str {
    match kind {
        DispatchType::Info => "[INFO]",
        DispatchType::Error => "[ERROR]",
        DispatchType::Success => "[SUCCESS]",
        DispatchType::Warning => "[WARNING]",
    }
}

/// In UTF-16 units after parsing, as Telegram counts.
fn length(pieces: &[Piece<'_>]) -> usize {
    let text = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => units(text),
        Piece::Open(..) | Piece::Close => 0,
    };
    pieces.iter().map(text).sum()
}

fn html(pieces: &[Piece<'_>], limit: usize) -> String {
    let is_cut = length(pieces) > limit;
    // An ellipsis says that something is missing.
    let mut left = if is_cut { limit - 1 } else { limit };
    let (mut html, mut open) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Open(tag, close) => {
                html.push_str(tag);
                open.push(*close);
            }
            Piece::Close => html.push_str(open.pop().unwrap_or_default()),
            Piece::Text(text) => {
                let kept = beginning(text, left);
                html.push_str(&escape(kept));
                left -= units(kept);
                if kept.len() < text.len() {
                    html.push('…');
                    break;
                }
            }
        }
    }
    html.extend(open.into_iter().rev());
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::channels::{Callback, Tag, Target, alert::Subject};

    fn alert(change: impl FnOnce(&mut Alert)) -> Alert {
        let subject = Subject { topic: "orders".to_owned(), level: 3 };
        let mut alert = Alert {
            target: Target::Subject(subject, super::super::Audience::Tenant),
            kind: DispatchType::Error,
            title: "Database <down>".to_owned(),
            link: Some("https://x.example/?a=1&b=2".to_owned()),
            image_url: None,
            description: Some("No \"connections\" & no hope".to_owned()),
            tags: vec![Tag { key: "host".to_owned(), value: "db-1\n<primary>".to_owned() }],
            callbacks: Vec::new(),
            occurred_at: None,
            idempotency_key: None,
        };
        change(&mut alert);
        alert
    }

    /// What Telegram would read, by a parser of its own: `None` where the markup is broken.
    fn read(html: &str) -> Option<String> {
        let (mut text, mut open, mut rest) = (String::new(), Vec::new(), html);
        while let Some(c) = rest.chars().next() {
            rest = if c == '<' {
                let end = rest.find('>')?;
                let tag = &rest[1..end];
                match tag.strip_prefix('/') {
                    Some(name) => (open.pop()? == name).then_some(())?,
                    None => open.push(tag.split(' ').next()?),
                }
                &rest[end + 1..]
            } else if c == '&' {
                let end = rest.find(';')?;
                text.push(match &rest[1..end] {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    _ => return None,
                });
                &rest[end + 1..]
            } else {
                text.push(c);
                &rest[c.len_utf8()..]
            };
        }
        open.is_empty().then_some(text)
    }

    #[test]
    fn the_letter_is_the_contracts_html() {
        let [(method, params)] = &sends(&alert(|_| {}))[..] else { panic!("one message") };
        assert_eq!(*method, "sendMessage");
        let expected = "<b>[ERROR]</b> <a href=\"https://x.example/?a=1&amp;b=2\">Database &lt;down&gt;</a>\n\
            No &quot;connections&quot; &amp; no hope\n<b>host</b>: <pre>db-1\n&lt;primary&gt;</pre>";
        let expected = json!({
            "text": expected, "parse_mode": "HTML", "link_preview_options": {"is_disabled": true},
        });
        assert_eq!(*params, expected);
        let bare = alert(|alert| {
            (alert.link, alert.description, alert.tags, alert.kind) =
                (None, None, Vec::new(), DispatchType::Info);
        });
        assert_eq!(sends(&bare)[0].1["text"], "<b>[INFO]</b> Database &lt;down&gt;");
    }

    #[test]
    fn a_picture_has_the_letter_under_it_or_goes_ahead_of_a_long_one() {
        let image = Some("https://x.example/a.png".to_owned());
        let buttons = vec![Callback { label: "Open".to_owned(), url: "https://x.example/o".to_owned() }];
        let keyboard = json!({"inline_keyboard": [[{"text": "Open", "url": "https://x.example/o"}]]});
        let short = alert(|alert| (alert.image_url, alert.callbacks) = (image.clone(), buttons.clone()));
        let [("sendPhoto", params)] = &sends(&short)[..] else { panic!("one picture") };
        assert_eq!(params["photo"], "https://x.example/a.png");
        assert!(params["caption"].as_str().unwrap().starts_with("<b>[ERROR]</b> "));
        assert_eq!(params["reply_markup"], keyboard);
        let long = alert(|alert| {
            (alert.image_url, alert.callbacks) = (image, buttons);
            alert.description = Some("x".repeat(CAPTION_LIMIT));
        });
        let [("sendPhoto", picture), ("sendMessage", text)] = &sends(&long)[..] else {
            panic!("a picture and a message")
        };
        assert_eq!(*picture, json!({"photo": "https://x.example/a.png"}));
        assert_eq!(text["reply_markup"], keyboard);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_said_the_markup_is_whole_and_the_text_fits(
            title in "\\PC{1,256}",
            description in "(\\PC|[<>&\"\n]|😀){0,3000}",
            value in "(\\PC|[<>&\"\n]|😀){0,2048}",
            limit in 40usize..4097,
        ) {
            let said = alert(|alert| {
                alert.title = title;
                alert.description = Some(description);
                alert.tags.push(Tag { key: "k".to_owned(), value });
            });
            let pieces = pieces(&said);
            let whole = read(&html(&pieces, usize::MAX)).expect("whole markup");
            let cut = read(&html(&pieces, limit)).expect("whole markup after a cut");
            prop_assert!(units(&cut) <= limit);
            match units(&whole) <= limit {
                true => prop_assert_eq!(cut, whole),
                false => prop_assert!(whole.starts_with(cut.strip_suffix('…').expect("an ellipsis"))),
            }
        }
    }
}
