//! Documents that want to hurt, of every kind that we know, in many sizes. Each is answered, and the work that it causes is
//! bounded by a count: tokens of its text, selections that are looked at, selections that validation and execution may
//! walk, values in the answer.

use async_graphql::{Value, parser::parse_query};

use super::{codes, execute};
use crate::document::{limits, shape::Survey, text};

/// The sizes that each kind is made in.
const SIZES: [usize; 7] = [1, 3, 10, 40, 200, 2_000, 60_000];

/// A kind of document, by its size.
type Kind = (&'static str, fn(usize) -> String);

const KINDS: [Kind; 26] = [
    ("nested selections", |n| format!("{}a{}", "{a".repeat(n), "}".repeat(n))),
    ("nested inline fragments", |n| format!("{{{}__typename{}}}", "...{".repeat(n), "}".repeat(n))),
    ("nested typed inline fragments", |n| {
        format!("{{{}__typename{}}}", "... on Query {".repeat(n), "}".repeat(n))
    }),
    ("nested list literals", |n| format!("{{a(b:{}{})}}", "[".repeat(n), "]".repeat(n))),
    ("nested object literals", |n| format!("{{a(b:{}1{})}}", "{c:".repeat(n), "}".repeat(n))),
    ("nested mixed literals", |n| format!("{{a(b:{}1{})}}", "[{c:".repeat(n), "}]".repeat(n))),
    ("nested types", |n| format!("query($a:{}Int{}){{__typename}}", "[".repeat(n), "]".repeat(n))),
    ("nested defaults", |n| format!("query($a:[Int]={}{}){{__typename}}", "[".repeat(n), "]".repeat(n))),
    ("nested directive arguments", |n| {
        format!("{{__typename @skip(if:{}{})}}", "[".repeat(n), "]".repeat(n))
    }),
    ("nested introspection", |n| {
        format!("{{__schema{{types{}}}}}", "{fields{type".repeat(n) + "{name}" + &"}}".repeat(n))
    }),
    ("nested ofType", |n| {
        format!("{{__type(name:\"Query\"){}}}", "{ofType".repeat(n) + "{name}" + &"}".repeat(n))
    }),
    ("unclosed brackets", |n| "{".repeat(n)),
    ("closing brackets", |n| "}".repeat(n)),
    ("doubling fragments", |n| {
        let double = |at: usize| format!("fragment f{at} on Query{{...f{} ...f{}}}", at + 1, at + 1);
        format!("{{...f0}}{}fragment f{n} on Query{{__typename}}", (0..n).map(double).collect::<String>())
    }),
    ("doubling fragments in fields", |n| {
        let double = |at: usize| {
            format!("fragment f{at} on __Type{{a:ofType{{...f{}}}b:ofType{{...f{}}}}}", at + 1, at + 1)
        };
        let all: String = (0..n).map(double).collect();
        format!("{{__type(name:\"Query\"){{...f0}}}}{all}fragment f{n} on __Type{{name}}")
    }),
    ("a chain of fragments", |n| {
        let link = |at: usize| format!("fragment f{at} on Query{{...f{}}}", at + 1);
        format!("{{...f0}}{}fragment f{n} on Query{{__typename}}", (0..n).map(link).collect::<String>())
    }),
    ("a ring of fragments", |n| {
        let link =
            |at: usize| format!("fragment f{at} on Query{{...f{} ...f{}}}", (at + 1) % n, (at + 1) % n);
        format!("{{...f0}}{}", (0..n).map(link).collect::<String>())
    }),
    ("one fragment many times", |n| {
        format!("{{{}}}fragment f on Query{{__typename viewer{{tenant}}}}", "...f ".repeat(n))
    }),
    ("unused fragments", |n| {
        format!(
            "{{__typename}}{}",
            (0..n).map(|at| format!("fragment f{at} on Query{{__typename}}")).collect::<String>()
        )
    }),
    ("aliases", |n| format!("{{{}}}", (0..n).map(|at| format!("a{at}:__typename ")).collect::<String>())),
    ("aliases of introspection", |n| {
        format!(
            "{{{}}}",
            (0..n)
                .map(|at| format!("a{at}:__schema{{types{{fields{{name type{{fields{{name}}}}}}}}}}"))
                .collect::<String>()
        )
    }),
    ("the same field", |n| format!("{{{}}}", "__typename ".repeat(n))),
    ("directives", |n| format!("{{__typename {}}}", "@skip(if:false)".repeat(n))),
    ("variables", |n| {
        format!("query({}){{__typename}}", (0..n).map(|at| format!("$v{at}:Int ")).collect::<String>())
    }),
    ("operations", |n| (0..n).map(|at| format!("query q{at}{{__typename}}")).collect()),
    ("long words and strings", |n| {
        format!(
            "{{a{}(b:{},c:\"{}\",d:\"\"\"{}\"\"\"){{e}}}}",
            "a".repeat(n),
            "9".repeat(n),
            "s".repeat(n),
            "\n ".repeat(n)
        )
    }),
];

#[tokio::test]
async fn every_hostile_document_is_answered_with_bounded_work() {
    for (name, make) in KINDS {
        for size in SIZES {
            let document = make(size);
            bounded(name, size, &document);
            let response = execute(document).await;
            let values = count(&response.data);
            // Introspection alone is as large as the schema.
            assert!(values <= 40_000, "{name} × {size}: {values} values");
            assert!(response.errors.len() <= 5_000, "{name} × {size}: {} errors", response.errors.len());
            assert!(
                codes(&response).iter().all(|code| !code.is_empty() && code != "INTERNAL"),
                "{name} × {size}"
            );
        }
    }
}

/// What is let in is small, seen from every side.
fn bounded(name: &str, size: usize, document: &str) {
    let Ok(tokens) = text::check(document) else { return };
    assert!(tokens <= text::MAX_TOKENS);
    let Ok(parsed) = parse_query(document) else { return };
    let mut survey = Survey::new(&parsed);
    for (_, operation) in parsed.operations.iter() {
        let _ = survey.operation(&operation.node);
    }
    let _ = survey.all_fragments();
    assert!(survey.visits <= tokens, "{name} × {size}: {} visits for {tokens} tokens", survey.visits);
    if limits::check(&parsed).is_ok() {
        let mut survey = Survey::new(&parsed);
        let all = survey.all_fragments().unwrap().selections;
        let walked: u64 =
            parsed.operations.iter().map(|(_, it)| survey.operation(&it.node).unwrap().selections).sum();
        assert!(walked + all <= limits::MAX_DOCUMENT_SELECTIONS, "{name} × {size}: {walked} selections");
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

#[test]
fn doubling_fragments_cost_a_few_steps() {
    let document = KINDS[13].1(20);
    assert!(document.len() < 900, "{}", document.len());
    let parsed = parse_query(&document).unwrap();
    let mut survey = Survey::new(&parsed);
    let shape = survey.operation(&parsed.operations.iter().next().unwrap().1.node).unwrap();
    assert!(shape.selections > 1 << 20, "it stands for millions: {shape:?}");
    assert!(survey.visits < 50, "{} visits", survey.visits);
}

#[tokio::test]
async fn the_limits_say_what_is_too_much() {
    for (document, told) in [
        (
            format!("{{{}}}", (0..26).map(|at| format!("a{at}:__typename ")).collect::<String>()),
            "25 fields at its top",
        ),
        (
            format!(
                "{{__type(name:\"a\"){{{}}}}}",
                (0..101).map(|at| format!("a{at}:name ")).collect::<String>()
            ),
            "100 aliases",
        ),
        (format!("{{__typename {}}}", "@include(if:true)".repeat(51)), "50 directives"),
        (format!("{{__type(name:\"a\"){{{}}}}}", "name ".repeat(1_000)), "1000 selections"),
        (format!("{}a{}", "{a".repeat(16), "}".repeat(16)), "deeper than 15 fields"),
        (KINDS[9].1(6), "would answer more"),
        (KINDS[10].1(25), "deeper than 20"),
    ] {
        let response = execute(document).await;
        assert_eq!(codes(&response), ["GRAPHQL_VALIDATION_FAILED"]);
        assert!(response.errors[0].message.contains(told), "{told}: {}", response.errors[0].message);
    }
}
