//! Parse modes against the expectations of td's own tests (tdlib/td, test/message_entities.cpp).
#![allow(clippy::unwrap_used)]

use super::{html, markdown, markdown_v2, nesting};

/// `kind offset length argument` of each entity that a parser made, before anything is trimmed.
fn parsed(mode: &str, input: &str) -> Result<(String, Vec<String>), String> {
    let formatted = match mode {
        "html" => html::parse(input),
        "v2" => markdown_v2::parse(input),
        _ => markdown::parse(input),
    }?;
    let mut entities = formatted.entities;
    nesting::sort(&mut entities);
    let written = entities.iter().map(|it| {
        let extra: Vec<String> = it
            .extra
            .iter()
            .filter(|(key, _)| *key != "code_language")
            .map(|(_, value)| format!(" {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        format!("{} {} {}{}", it.kind, it.offset, it.length, extra.concat())
    });
    Ok((formatted.text, written.collect()))
}

fn check(mode: &str, input: &str, text: &str, entities: &[&str]) {
    let (found, list) = parsed(mode, input).unwrap();
    assert_eq!(found, text, "{input:?}");
    assert_eq!(list, entities, "{input:?}");
}

fn check_error(mode: &str, input: &str, expected: &str) {
    assert_eq!(parsed(mode, input).unwrap_err(), expected, "{input:?}");
}

#[test]
fn markdown_v2_parses_as_td_does() {
    check("v2", "\\\\\\\\\\_\\*\\`", "\\\\_*`", &[]);
    check("v2", "🏟 🏟``", "🏟 🏟", &[]);
    check("v2", "🏟 🏟_abac \\* asd _", "🏟 🏟abac * asd ", &["italic 5 11"]);
    check("v2", "\\\\\\a\\b\\1\\➡️\\", "\\ab1\\➡️\\", &[]);
    check("v2", "🏟 🏟_🏟 __🏟___", "🏟 🏟🏟 🏟", &["italic 5 5", "underline 8 2"]);
    check("v2", "🏟 🏟__🏟 _🏟_ __", "🏟 🏟🏟 🏟 ", &["underline 5 6", "italic 8 2"]);
    check("v2", "🏟 🏟`🏟 🏟```", "🏟 🏟🏟 🏟", &["code 5 5"]);
    check("v2", "🏟 🏟```🏟 🏟```", "🏟 🏟 🏟", &["pre 5 3 🏟"]);
    check("v2", "🏟 🏟```🏟\n🏟```", "🏟 🏟🏟", &["pre 5 2 🏟"]);
    check("v2", "🏟 🏟```🏟\n\r🏟```", "🏟 🏟🏟", &["pre 5 2 🏟"]);
    check("v2", "🏟 🏟```🏟\n\n🏟```", "🏟 🏟\n🏟", &["pre 5 3 🏟"]);
    check("v2", "🏟 🏟```🏟 \\\\\\`🏟```", "🏟 🏟 \\`🏟", &["pre 5 5 🏟"]);
    check("v2", "🏟 🏟``````", "🏟 🏟", &[]);
    check("v2", "`_* *_`__*` `*__", "_* *_ ", &["code 0 5", "code 5 1", "bold 5 1", "underline 5 1"]);
    check("v2", "_* * ` `_", "   ", &["italic 0 3", "bold 0 1", "code 2 1"]);
    check("v2", "[](telegram.org)", "", &[]);
    check("v2", "[ ](telegram.org)", " ", &["text_link 0 1 http://telegram.org/"]);
    check("v2", "[ ](as)", " ", &[]);
    check("v2", "[telegram\\.org]a", "telegram.orga", &["text_link 0 12 http://telegram.org/"]);
    check(
        "v2",
        "[telegram\\.org](https://telegram.dog?)",
        "telegram.org",
        &["text_link 0 12 https://telegram.dog/?"],
    );
    check(
        "v2",
        "[telegram\\.org](https://telegram.dog?\\\\\\()",
        "telegram.org",
        &["text_link 0 12 https://telegram.dog/?\\("],
    );
    check(
        "v2",
        "[telegram\\.org](tg:user?id=123456)",
        "telegram.org",
        &["text_mention 0 12 {\"id\":123456}"],
    );
    check("v2", "🏟 🏟![👍](TG://EMoJI/?test=1231&id=25#id=32)a", "🏟 🏟👍a", &["custom_emoji 5 2 25"]);
    check("v2", "> \n> \n>", " \n \n", &["blockquote 0 4"]);
    check("v2", "> \\>\n \\> \n>", " >\n > \n", &["blockquote 0 3"]);
    check("v2", "abc\n> \n> \n>\ndef", "abc\n \n \n\ndef", &["blockquote 4 5"]);
    check("v2", ">", "", &[]);
    check("v2", "\r>a", "\ra", &["blockquote 1 1"]);
    check("v2", "\r\r>\r\ra\r\n\r", "\r\r\r\ra\r\n\r", &["blockquote 2 5"]);
    check(
        "v2",
        ">*b\n>ld \n>bo\n>ld*\nasd\ndef",
        "b\nld \nbo\nld\nasd\ndef",
        &["blockquote 0 12", "bold 0 11"],
    );
    check(
        "v2",
        "*a\n>b\n>ld \n>bo\n>ld\nasd*\ndef",
        "a\nb\nld \nbo\nld\nasd\ndef",
        &["bold 0 17", "blockquote 2 12"],
    );
    check(
        "v2",
        ">`b\n>ld \n>bo\nld`\n>asd\ndef",
        "b\n>ld \n>bo\nld\nasd\ndef",
        &["blockquote 0 18", "code 0 13"],
    );
    check("v2", ">\n**>2", "\n2", &["blockquote 0 1", "blockquote 1 1"]);
    check("v2", ">**\n>2", "\n2", &["blockquote 0 2"]);
    check("v2", ">*abcd*\n", "abcd\n", &["blockquote 0 5", "bold 0 4"]);
    check("v2", "*>abcd\n*", "abcd\n", &["blockquote 0 5", "bold 0 5"]);
    check("v2", ">asd\n>q||e||w||\nasdad", "asd\nqew\nasdad", &["expandable_blockquote 0 8", "spoiler 5 1"]);
    check("v2", ">asd\n>q||ew||\nasdad", "asd\nqew\nasdad", &["blockquote 0 8", "spoiler 5 2"]);
    check(
        "v2",
        ">asd\r\n>q||e||w||\r\nasdad",
        "asd\r\nqew\r\nasdad",
        &["expandable_blockquote 0 10", "spoiler 6 1"],
    );
    check("v2", ">asd\r\n>q||e||w||", "asd\r\nqew", &["expandable_blockquote 0 8", "spoiler 6 1"]);
    check("v2", ">||", "", &[]);
}

#[test]
fn markdown_v2_fails_as_td_does() {
    check_error("v2", "🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9");
    check_error("v2", "🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15");
    check_error("v2", "🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21");
    check_error("v2", "🏟 🏟`", "Can't find end of Code entity at byte offset 9");
    check_error("v2", "🏟 🏟```", "Can't find end of Pre entity at byte offset 9");
    check_error("v2", "🏟 🏟```a", "Can't find end of Pre entity at byte offset 9");
    check_error("v2", "🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9");
    check_error("v2", "🏟 🏟__🏟 🏟_", "Can't find end of Italic entity at byte offset 20");
    check_error("v2", "🏟 🏟_🏟 🏟__", "Can't find end of Underline entity at byte offset 19");
    check_error("v2", "🏟 🏟```🏟 🏟`", "Can't find end of Code entity at byte offset 21");
    check_error("v2", "🏟 🏟```🏟 🏟_", "Can't find end of PreCode entity at byte offset 9");
    check_error("v2", "🏟 🏟```🏟 🏟\\`", "Can't find end of PreCode entity at byte offset 9");
    check_error("v2", "[telegram\\.org](asd\\)", "Can't find end of a URL at byte offset 16");
    check_error("v2", "[telegram\\.org](", "Can't find end of a URL at byte offset 16");
    check_error("v2", "🏟 🏟__🏟 _🏟___", "Can't find end of Italic entity at byte offset 23");
    check_error("v2", "🏟 🏟||test\\|", "Can't find end of Spoiler entity at byte offset 9");
    check_error("v2", "🏟 🏟!", "Character '!' is reserved and must be escaped with the preceding '\\'");
    check_error("v2", "🏟 🏟>", "Character '>' is reserved and must be escaped with the preceding '\\'");
    check_error("v2", "🏟 🏟![👍", "Can't find end of CustomEmoji entity at byte offset 9");
    check_error("v2", "🏟 🏟![👍]", "Custom emoji entity must contain a tg://emoji URL");
    check_error(
        "v2",
        "🏟 🏟![👍](tg://emoji?id=1234",
        "Can't find end of a custom emoji URL at byte offset 17",
    );
    check_error("v2", "🏟 🏟![👍](t://emoji?id=1234)", "Custom emoji URL must have scheme tg");
    check_error("v2", "🏟 🏟![👍](tg:emojis?id=1234)", "Custom emoji URL must have host \"emoji\"");
    check_error("v2", "🏟 🏟![👍](tg://emoji#test)", "Custom emoji URL must have an emoji identifier");
    check_error("v2", "🏟 🏟![👍](tg://emoji?test=1231&id=025)", "Invalid custom emoji identifier specified");
    check_error("v2", ">*b\n>ld \n>bo\nld*\nasd\ndef", "Can't find end of Bold entity at byte offset 1");
    check_error("v2", ">\n*a*>2", "Character '>' is reserved and must be escaped with the preceding '\\'");
    check_error("v2", ">asd\n>q||e||w||\n||asdad", "Can't find end of Spoiler entity at byte offset 16");
    check_error("v2", ">asd\n>q||ew\n||asdad", "Can't find end of Spoiler entity at byte offset 7");
    check_error("v2", ">asd\n>q||e||w__\n||asdad", "Can't find end of Underline entity at byte offset 13");
    check_error("v2", ">asd\n>q||e||w||a\n||asdad", "Can't find end of Spoiler entity at byte offset 13");
}

#[test]
fn html_parses_as_td_does() {
    check(
        "html",
        "&ge;&lt;&gt;&amp;&quot;&laquo;&raquo;&#12345678;",
        "&ge;<>&\"&laquo;&raquo;&#12345678;",
        &[],
    );
    check("html", "🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", &["italic 5 7", "bold 9 3"]);
    check("html", "🏟 🏟&lt;<i    aba  =  190azAz-.   >a</i>", "🏟 🏟<a", &["italic 6 1"]);
    check("html", "🏟 🏟&lt;<i    aba  =  '&lt;&gt;&quot;'>a</>", "🏟 🏟<a", &["italic 6 1"]);
    check("html", "<i>\t</i>", "\t", &["italic 0 1"]);
    check("html", "🏟 🏟<span class=\"tg-spoiler\">🏟 &lt🏟</span>", "🏟 🏟🏟 <🏟", &["spoiler 5 6"]);
    check("html", "<a href=telegram.org>\t</a>", "\t", &["text_link 0 1 http://telegram.org/"]);
    check("html", "<a   href=  'telegram.org?&lt;'   > </a>", " ", &["text_link 0 1 http://telegram.org/?<"]);
    check("html", "<a> </a>", " ", &[]);
    check("html", "<a>telegram.org </a>", "telegram.org ", &[]);
    check("html", "<a>telegram.org</a>", "telegram.org", &["text_link 0 12 http://telegram.org/"]);
    check(
        "html",
        "<a>https://telegram.org/asdsa?asdasdwe#12e3we</a>",
        "https://telegram.org/asdsa?asdasdwe#12e3we",
        &["text_link 0 42 https://telegram.org/asdsa?asdasdwe#12e3we"],
    );
    check("html", "<pre  >🏟 🏟&lt;</>", "🏟 🏟<", &["pre 0 6"]);
    check("html", "<pre><code>🏟&lt;</code></>", "🏟<", &["pre 0 3", "code 0 3"]);
    check("html", "<pre><code class=\"language-\">🏟&lt;</code></>", "🏟<", &["pre 0 3", "code 0 3"]);
    check("html", "<pre><code class=\"language-fift\">🏟&lt;</></>", "🏟<", &["pre 0 3 fift"]);
    check("html", "<code class=\"language-fift\"><pre>🏟&lt;</></>", "🏟<", &["pre 0 3 fift"]);
    check("html", "<pre><code class=\"language-fift\">🏟&lt;</> </>", "🏟< ", &["pre 0 4", "code 0 3"]);
    check(
        "html",
        "🏟<b aba   =   caba><tg-emoji emoji-id=\"1\">🏟</tg-emoji>1</b>",
        "🏟🏟1",
        &["bold 2 3", "custom_emoji 2 2 1"],
    );
    check(
        "html",
        "<blockquote   cite=\"\" askdlbas nj12b3>a&lt;<pre  >b;</></>",
        "a<b;",
        &["blockquote 0 4", "pre 2 2"],
    );
    check("html", "<blockquote   expandable   asd>a</>", "a", &["expandable_blockquote 0 1"]);
    check("html", "<blockquote   expandable=false>a</>", "a", &["expandable_blockquote 0 1"]);
}

#[test]
fn html_fails_as_td_does() {
    check_error(
        "html",
        "&#57311;",
        "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    );
    check_error("html", "🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13");
    check_error("html", "🏟 🏟&lt;<abac aba>", "Unsupported start tag \"abac\" at byte offset 13");
    check_error("html", "🏟 🏟&lt;<i   =aba>", "Empty attribute name in the tag \"i\" at byte offset 13");
    check_error("html", "🏟 🏟&lt;<i    aba>", "Can't find end tag corresponding to start tag \"i\"");
    check_error("html", "🏟 🏟&lt;<i    aba  =  ", "Unclosed start tag \"i\" at byte offset 13");
    check_error("html", "🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27");
    check_error("html", "🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13");
    check_error("html", "🏟 🏟&lt;</", "Unexpected end tag at byte offset 13");
    check_error("html", "🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20");
    check_error("html", "🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17");
    check_error(
        "html",
        "🏟 🏟&lt;<i>a</em   >",
        "Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\"",
    );
}

#[test]
fn the_old_markdown_parses_and_fails_as_td_does() {
    check("v1", "*a* _b_ `c` \\_d", "a b c _d", &["bold 0 1", "italic 2 1", "code 4 1"]);
    check(
        "v1",
        "[x](a.example) [y](tg://user?id=7)",
        "x y",
        &["text_link 0 1 http://a.example/", "text_mention 2 1 {\"id\":7}"],
    );
    check("v1", "```rust\nfn```", "fn", &["pre 0 2 rust"]);
    check("v1", "_a*b_", "a*b", &["italic 0 3"]);
    check("v1", "[a.example]", "a.example", &["text_link 0 9 http://a.example/"]);
    check_error("v1", "*unclosed", "Can't find end of the entity starting at byte offset 0");
    check_error("v1", "é `x", "Can't find end of the entity starting at byte offset 3");
    check_error("v1", "```a ``", "Can't find end of the entity starting at byte offset 0");
}
