//! What the demo prints: where everything is, two tokens, and four commands to paste.
//!
//! The commands need bash and curl only. Each stands alone, waits for what it is about, and prints something that a person
//! understands. They run in an interactive shell as well as in a script, one by one or all at once.

use std::time::Duration;

use switchboard_services::Role;

use super::{
    Demo,
    cast::{ADMIN_ID, ANN_ID},
};
use crate::tokens::Bearer;

const TOKEN_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The newest text of a transcript.
const NEWEST_TEXT: &str = r#"grep -oE '"text":"[^"]+"' | tail -n 1"#;
/// The id of the newest message of an answer.
const NEWEST_ID: &str = r#"grep -oE '"message_id":[0-9]+' | tail -n 1 | grep -oE '[0-9]+'"#;

/// What the commands are made of.
struct Places {
    api: String,
    sim: String,
    ann: String,
    admin: String,
    support_chat: i64,
}

impl Demo {
    /// All of it, a screenful.
    pub(crate) fn programme(&self) -> anyhow::Result<String> {
        let now = self.server.core().clock.now();
        let bearer = |user, role, name| Bearer { user, tenant: None, role, name, good_for: TOKEN_LIFE };
        let places = Places {
            api: format!("http://{}/graphql", self.server.addr()),
            sim: format!("{}/_sim", self.telegram.url()),
            ann: bearer(ANN_ID, None, Some("Ann")).sign(&self.config.auth, now)?,
            admin: bearer(ADMIN_ID, Some(Role::Admin), None).sign(&self.config.auth, now)?,
            support_chat: self.cast.support_chat,
        };
        Ok(places.programme(&self.telegram.url()))
    }
}

impl Places {
    fn programme(&self, telegram: &str) -> String {
        let Self { api, ann, admin, .. } = self;
        let commands = [
            (
                "1. Ann presses /start in Telegram, and the app links her account with the code she got",
                self.link(),
            ),
            ("2. The app sends Ann a notification, and it arrives in Telegram", self.notify()),
            ("3. Ann asks the bot, Olga replies in the support group, and Ann reads the answer", self.ask()),
            ("4. The history shows all of it, the newest first", self.history()),
        ];
        let commands: Vec<_> =
            commands.iter().map(|(title, command)| format!("# {title}\n{command}\n")).collect();
        format!(
            "Switchboard is running, with a Telegram of its own: no account, and nothing leaves this machine.\n\n  \
             GraphiQL        {api}\n  \
             Local Telegram  {telegram}/\n  \
             Ann's token     {ann}\n  \
             Admin's token   {admin}\n\n\
             Open the local Telegram in a browser to watch, then paste these into another terminal:\n\n\
             {}\n\
             Ctrl-C ends the demo and removes everything.",
            commands.join("\n")
        )
    }

    fn link(&self) -> String {
        let start = self.say(r#"{"user":"ann","text":"/start","wait":10}"#);
        let register = self.graphql(
            "$ANN",
            r#"mutation($code: String) { registerTelegram(registration: {username: \"ann\", verificationCode: $code}) { success message } }"#,
            r#"{"code":"'$CODE'"}"#,
        );
        format!(
            "ANN={} &&\n\
             SEEN=$({start}) &&\n\
             CODE=$(echo \"$SEEN\" | grep -oE '[0-9]{{6}}' | head -n 1) && echo \"Ann sees the code $CODE\" &&\n\
             {register} && echo &&\n\
             echo 'Then Ann gets:' && {}",
            self.ann,
            self.read_on(&format!("$(echo \"$SEEN\" | {NEWEST_ID})")),
        )
    }

    fn notify(&self) -> String {
        let send = self.graphql(
            "$ADMIN",
            "mutation($text: String!) { sendTelegramNotification(userId: 7, message: $text) }",
            r#"{"text":"Your parcel has arrived."}"#,
        );
        format!(
            "ADMIN={} &&\n\
             LAST=$(curl -s '{}/transcript?user=ann' | {NEWEST_ID}) &&\n\
             {send} && echo &&\n\
             echo 'Ann gets:' && {}",
            self.admin,
            self.sim,
            self.read_on("$LAST"),
        )
    }

    fn ask(&self) -> String {
        let group = self.support_chat;
        let ask = self.say(r#"{"user":"ann","text":"Where can I pick it up?"}"#);
        let reply = self.say(&format!(
            r#"{{"user":"olga","chat":{group},"text":"At the post office, until Friday.","reply_to_last":true}}"#
        ));
        format!(
            "ASKED=$({ask} | {NEWEST_ID}) &&\n\
             echo 'In the support group Olga sees:' &&\n\
             curl -s '{}/transcript?user=olga&chat={group}&wait=10' | {NEWEST_TEXT} &&\n\
             {reply} >/dev/null &&\n\
             echo 'Ann gets:' && {}",
            self.sim,
            self.read_on("$ASKED"),
        )
    }

    fn history(&self) -> String {
        let query = "{ getTelegramMessages(userId: 7, size: 10) { timestamp direction adminUsername status message } }";
        let ask = self.graphql("$ANN", query, "{}");
        format!("ANN={} &&\n{ask} | grep -oE '\\{{\"timestamp[^}}]*\\}}'", self.ann)
    }

    fn say(&self, body: &str) -> String {
        format!("curl -s {}/say -d '{body}'", self.sim)
    }

    /// What the bot wrote to Ann after a message, waiting for it.
    fn read_on(&self, after: &str) -> String {
        format!("curl -s \"{}/transcript?user=ann&wait=10&after={after}\" | {NEWEST_TEXT}", self.sim)
    }

    /// A call as the bearer of the token in a shell variable.
    fn graphql(&self, token: &str, query: &str, variables: &str) -> String {
        format!(
            "curl -s {} -H 'content-type: application/json' -H \"authorization: Bearer {token}\" \\\n  \
             -d '{{\"query\":\"{query}\",\"variables\":{variables}}}'",
            self.api
        )
    }
}
