//! What is foreign cannot be told from what is missing, by nothing that a caller sees and not by how long it takes: both cost
//! the same statements. Every address and field that takes an id, by the tables of the authorization suite, which fails where
//! one is not in them.

use reqwest::Method;
use switchboard_tests::{Caller, Claims, Database, House, Plan, Reply, statements_of};

use super::{
    ALONE, Row,
    calls::{address, call, run},
    graphql_table,
    premises::Premises,
    reads, rest_table,
};

/// Requests have a span where traces are collected; nobody needs to collect them. Nobody is held up for coming often.
const SETTINGS: &str =
    "[traces]\notlp_endpoint = \"http://127.0.0.1:9\"\n[rate_limits]\nuser = 0\nanonymous = 0\n";
/// What a statement within a request has before it.
const REQUEST: &str = " request{";

/// A request of a table, with ids in it.
#[derive(PartialEq)]
enum Request {
    Rest(Method, String, String),
    Graphql(String),
}

impl Request {
    fn of(row: &Row, fill: impl Fn(&str) -> String) -> Self {
        if !row.operation.contains(' ') {
            return Self::Graphql(fill(row.request));
        }
        let (method, path) = address(row);
        Self::Rest(method, fill(&path), fill(row.request))
    }

    async fn send(&self, caller: &Caller) -> Reply {
        match self {
            Self::Rest(method, path, body) => call(caller, method.clone(), path, body.clone()).await,
            Self::Graphql(document) => run(caller, document).await,
        }
    }

    /// The answer, and the statements that it took. What a stream looks up comes after its request.
    async fn cost(&self, caller: &Caller) -> (Reply, Vec<String>) {
        let mut answer = None;
        let all = statements_of(async { answer = Some(self.send(caller).await) }).await;
        let streams = matches!(self, Self::Graphql(document) if document.starts_with("subscription"));
        let is_own = |line: &String| line.contains(REQUEST) || streams && reads(line);
        (answer.unwrap(), all.into_iter().filter(is_own).collect())
    }
}

/// Those to whom Anna's and her tenant's things are foreign, and whether they are of the same tenant.
async fn strangers(house: &House) -> Vec<(String, Caller, bool)> {
    let mut all = vec![("a user of the same tenant".to_owned(), house.user(11), true)];
    for (id, role) in (10..).zip(["user", "site_owner", "admin"]) {
        let caller = house.caller(&Claims::of(id).tenant("other").role(role));
        all.push((format!("a {role} of another tenant"), caller, false));
    }
    for (_, caller, _) in &all {
        // The first call makes the user.
        assert_eq!(caller.viewer().await.status, 200);
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_id_costs_the_same_statements_as_a_missing_one() {
    let _alone = ALONE.lock().await;
    for database in [Database::Sqlite, Database::Postgres] {
        let premises = Premises::open(Plan::on(database).settings(SETTINGS)).await;
        let strangers = strangers(&premises.house).await;
        let mut compared = 0;
        for row in rest_table::TABLE.iter().chain(graphql_table::TABLE) {
            let missing = Request::of(row, |text| premises.missing(text));
            let foreign = Request::of(row, |text| premises.present(text));
            if foreign == missing {
                // It takes no id.
                continue;
            }
            for (who, caller, is_neighbour) in &strangers {
                if *is_neighbour && !row.missing_for.contains('u') {
                    continue;
                }
                let name = format!("{} by {who} on {database:?}", row.operation);
                // Once, so that nothing is new to anybody when it counts.
                missing.send(caller).await;
                let (told_missing, of_missing) = missing.cost(caller).await;
                let (told_foreign, of_foreign) = foreign.cost(caller).await;
                assert_eq!(told_foreign.status, told_missing.status, "{name}");
                let told = |reply: &Reply| premises.without_ids(&reply.body.to_string());
                assert_eq!(told(&told_foreign), told(&told_missing), "{name}");
                premises.shows_nothing(&told_missing.body.to_string(), &name);
                assert!(!of_missing.is_empty(), "{name}: not even who calls was looked up");
                assert_eq!(of_foreign.len(), of_missing.len(), "{name}: {of_foreign:#?} {of_missing:#?}");
                compared += 1;
            }
        }
        assert!(compared > 100, "only {compared}");
        premises.house.close().await;
    }
}
