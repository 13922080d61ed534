//! What a request costs the database: a page the same whatever its length, a foreign id the same as a missing one. Alone in its
//! process, and one test at a time, because they count.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test a panic is the way to fail"
)]

#[path = "../suites/authorization/calls.rs"]
mod calls;
#[path = "../suites/authorization/graphql_table.rs"]
mod graphql_table;
#[path = "../suites/authorization/premises.rs"]
mod premises;
#[path = "../suites/authorization/rest_table.rs"]
mod rest_table;
mod strangers;
#[allow(dead_code, reason = "the suites ask it more")]
#[path = "../suites/authorization/table.rs"]
mod table;

use serde_json::json;
use switchboard_tests::{Database, Plan, statements_of};
use tokio::sync::Mutex;

use self::table::{Row, row};

/// Whoever counts holds it.
static ALONE: Mutex<()> = Mutex::const_new(());

const PAGE: &str = "query($first: Int!) { conversations(first: $first) { nodes {
    id assignee { userId } contact { firstName user { userId name } }
    lastMessage { text contact { id } user { userId } conversation { id } } } } }";
/// What the page is made of; workers look at other tables.
const TABLES: [&str; 5] = ["\"conversation\"", "\"message\"", "\"contact\"", "\"app_user\"", "\"link\""];
const PEOPLE: i32 = 24;

fn reads(statement: &str) -> bool {
    TABLES.iter().any(|table| statement.contains(&format!("FROM {table}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_conversations_is_the_same_number_of_statements_whatever_its_length() {
    let _alone = ALONE.lock().await;
    for database in [Database::Sqlite, Database::Postgres] {
        let house = Plan::on(database).open().await;
        for n in 0..PEOPLE {
            let person = house.linked(100 + n, &format!("P{n}"), &format!("person{n}")).await;
            person.phone.say(format!("question {n}")).unwrap();
            house.at_desk(&format!("question {n}")).await;
        }
        house.quiet().await;
        let admin = house.admin();
        let count = async |first: i32| {
            let statements = statements_of(async {
                let page = admin.graphql(PAGE, json!({"first": first})).await.value().clone();
                let nodes = page["nodes"].as_array().unwrap();
                assert_eq!(i32::try_from(nodes.len()).unwrap(), first);
                assert!(nodes.iter().all(|node| node["lastMessage"]["user"]["userId"].is_string()));
            });
            let all = statements.await;
            all.into_iter().filter(|text| reads(text)).collect::<Vec<_>>()
        };
        count(1).await;
        let (few, all) = (count(2).await.len(), count(PEOPLE).await);
        let many = all.len();
        assert_eq!(few, many, "on {database:?}: {all:#?}");
        assert!((5..=10).contains(&many), "{many} statements on {database:?}");
        let total = "{ conversations(first: 2) { totalCount nodes { id } } }";
        let counts = async |query: &str| {
            let all = statements_of(async {
                admin.graphql(query, json!({})).await;
            });
            all.await.iter().filter(|text| text.contains("COUNT(")).count()
        };
        assert_eq!(counts(total).await, 1);
        assert_eq!(
            counts(&total.replace("totalCount", "")).await,
            0,
            "it is counted only when it is asked for"
        );
        house.close().await;
    }
}
