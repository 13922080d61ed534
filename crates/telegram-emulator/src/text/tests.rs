//! What bots are answered: texts with entities, and the real server's sentences.
#![allow(clippy::unwrap_used)]

use super::*;

fn kinds(text: &str, mode: &str) -> (String, Vec<(String, usize, usize)>) {
    let parsed = Formatted::parse(text, mode, None).unwrap();
    (parsed.text, parsed.entities.into_iter().map(|e| (e.kind, e.offset, e.length)).collect())
}

fn error(text: &str, mode: &str) -> String {
    Formatted::parse(text, mode, None).unwrap_err().description
}

#[test]
fn html_gives_entities_in_utf16_units() {
    let (text, found) = kinds("😀 <b>жир <i>и</i></b> &lt;a&gt;", "HTML");
    assert_eq!(text, "😀 жир и <a>");
    assert_eq!(found, [("bold".into(), 3, 5), ("italic".into(), 7, 1)]);
}

#[test]
fn html_mistakes_are_named_with_their_byte_offset() {
    assert_eq!(
        error("é<x>", "html"),
        "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 2"
    );
    assert_eq!(
        error("<b>a", "html"),
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
    );
    assert_eq!(
        error("<b>a</i>", "html"),
        "Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""
    );
}

#[test]
fn markdown_v2_gives_entities_and_names_its_mistakes() {
    let (text, found) = kinds("*жир* __u__ [l](https://a.example) `x` ||s||", "MarkdownV2");
    assert_eq!(text, "жир u l x s");
    let names: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(names, ["bold", "underline", "text_link", "code", "spoiler"]);
    assert_eq!(
        error("a.b", "MarkdownV2"),
        "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"
    );
    assert_eq!(
        error("a *b", "MarkdownV2"),
        "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 2"
    );
}

#[test]
fn commands_mentions_and_links_are_found() {
    let (_, found) = kinds("/start@shop_bot see @anna_01 https://a.example/x #tag a@b.example", "");
    let names: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(names, ["bot_command", "mention", "url", "hashtag", "email"]);
    let (_, found) = kinds("See (shop.example.com/x?y). Not: v1.2, a.b, e.g. or .com", "");
    assert_eq!(found, [("url".into(), 5, 20)]);
}

#[test]
fn code_contains_nothing_and_cuts_what_stands_around_it() {
    let (_, found) = kinds("<b>a<code>b<i>c</i></code>d</b>", "HTML");
    assert_eq!(found, [("bold".into(), 0, 1), ("code".into(), 1, 2), ("bold".into(), 3, 1)]);
    let (text, found) = kinds("  \r\n<pre><code class=\"language-rust\">x</code></pre>\r\n", "HTML");
    assert_eq!((text.as_str(), found), ("x", vec![("pre".into(), 0, 1)]));
}
