//! The default tenant with something of everything, and the names under which tables speak of it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{House, Plan};

const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

/// A name in a request, the id that it stands for, and one of the same form that is nobody's.
struct Named {
    name: &'static str,
    id: String,
    missing: String,
}

/// A house with things in it.
pub(super) struct Premises {
    pub(super) house: House,
    named: Vec<Named>,
}

impl Premises {
    pub(super) async fn open(plan: Plan) -> Self {
        let house = plan.open().await;
        // Test messages go to whom the bot does not know.
        house.announce("Bad Request: chat not found");
        let anna = house.linked(70, "Anna", "anna_of_shop").await;
        anna.phone.say("Where is my parcel?").unwrap();
        house.at_desk("Where is my parcel?").await;
        house.quiet().await;
        let admin = house.admin();
        let ask = async |query: &str| {
            let answer = admin.graphql(query, json!({})).await;
            answer.value().clone()
        };
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned();
        let mut named = vec![
            uuid("unit", text(&ask("mutation { createUnit(title: \"Branch\") { id } }").await["id"])),
            uuid(
                "broadcast",
                text(&ask("mutation { createBroadcast(input: {text: \"News\"}) { id } }").await["id"]),
            ),
            uuid("message", text(&ask("{ getTelegramMessages(userId: 70) { id } }").await[0]["id"])),
        ];
        let new = json!({"name": "Night shift", "chat_id": "-100777"});
        let made = admin.rest(Method::POST, "/channels", Some(new)).await.body;
        let channel = text(&made["id"]);
        let alert = json!({"channel_id": channel, "type": "INFO", "title": "Night falls"});
        let dispatch = text(&admin.rest(Method::POST, "/channels/dispatch", Some(alert)).await.body["id"]);
        house.quiet().await;
        let new_key = async |scope: &str| {
            let new = format!("{{name: \"Night watch\", scopes: [{scope}]}}");
            let document = format!("mutation {{ createApiKey(input: {new}) {{ apiKey {{ id }} }} }}");
            let made = ask(&document).await;
            text(&made["apiKey"]["id"])
        };
        let (key, strong_key) = (new_key("LEADS").await, new_key("MESSAGES").await);
        let inbox = ask("{ conversations { nodes { id contact { id } } } }").await["nodes"][0].clone();
        let integration = admin.rest(Method::GET, "/integration", None).await.body["id"].clone();
        named.extend([
            node("conversation", "Conversation", text(&inbox["id"])),
            node("contact", "Contact", text(&inbox["contact"]["id"])),
            node("integration-node", "Integration", text(&ask("{ integration { id } }").await["id"])),
            uuid("integration", text(&integration)),
            node(
                "channel-node",
                "Channel",
                text(&ask("{ channels { nodes { id } } }").await["nodes"][0]["id"]),
            ),
            uuid("channel", channel),
            uuid("dispatch", dispatch),
            node("key", "ApiKey", key),
            node("strong-key", "ApiKey", strong_key),
            other(
                "delivery",
                text(&ask("{ deliveries { nodes { id } } }").await["nodes"][0]["id"]),
                "999999999",
            ),
            other("user", "70".to_owned(), "4070"),
            other("chat", anna.phone.user.to_string(), "987654321987"),
            other("username", "anna_of_shop".to_owned(), "anna_of_nowhere"),
        ]);
        Self { house, named }
    }

    /// The request with the ids of what is there.
    pub(super) fn present(&self, request: &str) -> String {
        self.filled(request, |named| &named.id)
    }

    /// The request with ids of nothing.
    pub(super) fn missing(&self, request: &str) -> String {
        self.filled(request, |named| &named.missing)
    }

    fn filled(&self, request: &str, id: impl Fn(&Named) -> &String) -> String {
        let fill = |text: String, named: &Named| text.replace(&format!("<{}>", named.name), id(named));
        let filled = self.named.iter().fold(request.to_owned(), fill);
        assert!(!filled.contains('<'), "an unknown name in {request}");
        filled
    }

    /// An answer without the ids that were sent: what is left must not tell whether there is such a thing.
    pub(super) fn without_ids(&self, answer: &str) -> String {
        let strip =
            |text: String, named: &Named| text.replace(&named.id, "<id>").replace(&named.missing, "<id>");
        // Numbers that are part of others are not told apart from them.
        self.named.iter().filter(|named| named.id.len() > 8).fold(answer.to_owned(), strip)
    }

    /// Fails if the answer shows anything of the default tenant.
    pub(super) fn shows_nothing(&self, answer: &str, of: &str) {
        let ids = self.named.iter().map(|named| named.id.as_str()).filter(|id| id.len() > 8);
        for word in ids.chain(["Anna", "parcel", "shop_bot", "Branch", "News", "Night"]) {
            assert!(!answer.contains(word), "{of} shows {word}: {answer}");
        }
    }
}

fn uuid(name: &'static str, id: String) -> Named {
    other(name, id, NOTHING)
}

fn node(name: &'static str, kind: &str, id: String) -> Named {
    Named { name, id, missing: URL_SAFE_NO_PAD.encode(format!("{kind}:{NOTHING}")) }
}

fn other(name: &'static str, id: String, missing: &str) -> Named {
    Named { name, id, missing: missing.to_owned() }
}
