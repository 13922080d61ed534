//! What happens in most tests: somebody starts the bot, links, writes, reads.

use serde_json::Value;
use telegram_emulator::{NewUser, Phone, Seen};

use crate::{Answer, Caller, House, PATIENCE, code_in, eventually};

/// A user who is linked to a chat.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The user's id in the host application.
    pub user: i32,
    /// The user, calling.
    pub caller: Caller,
    /// The person, open at the bot.
    pub phone: Phone,
    /// What the bot said when they were linked.
    pub confirmation: Seen,
}

impl House {
    /// The person presses /start; returns the code that comes back.
    pub async fn start(&self, phone: &Phone) -> String {
        self.ask(phone, "/start").await
    }

    /// The person asks for a new code.
    pub async fn code(&self, phone: &Phone) -> String {
        self.ask(phone, "/code").await
    }

    async fn ask(&self, phone: &Phone, command: &str) -> String {
        let asked = phone.say(command).expect(command);
        let wanted = |seen: &Seen| seen.message_id > asked && code_in(seen).is_some();
        let seen = phone.wait_for(PATIENCE, wanted).await;
        let seen = seen.unwrap_or_else(|| panic!("no code came after {command}: {:#?}", texts(phone)));
        code_in(&seen).expect("a code")
    }

    /// A person without anything special, by first name and username.
    #[must_use]
    pub fn anybody(&self, first_name: &str, username: &str) -> Phone {
        self.person(NewUser::new(first_name).username(username))
    }

    /// A new person who starts the bot and links the user.
    pub async fn linked(&self, user: i32, first_name: &str, username: &str) -> Linked {
        let phone = self.anybody(first_name, username);
        self.link(user, &phone, username).await
    }

    /// Links the user to the person, who starts the bot.
    pub async fn link(&self, user: i32, phone: &Phone, username: &str) -> Linked {
        let code = self.start(phone).await;
        let before = phone.last_from_bot().map_or(0, |seen| seen.message_id);
        let caller = self.user(user);
        let answer = caller.register(username, Some(&code)).await;
        assert!(answer.is_linked(), "{answer:?}");
        let confirms = |seen: &Seen| seen.message_id > before && button(seen, "disown:").is_some();
        let confirmation = phone.wait_for(PATIENCE, confirms).await.expect("a confirmation");
        Linked { user, caller, phone: phone.clone(), confirmation }
    }

    /// What the bot wrote at the desk that contains `text`, waiting for it.
    pub async fn at_desk(&self, text: &str) -> Seen {
        reads(self.desk(), text).await
    }

    /// Waits until the newest message of the user's history has this status; returns the history.
    pub async fn history(&self, of: &Linked, status: &str) -> Vec<Value> {
        let newest_is = |answer: &Answer| answer.value()[0]["status"] == status;
        eventually("that status", || of.caller.messages(of.user), newest_is).await.list().to_vec()
    }

    /// What the bot said to a press of a button, waiting for it.
    pub async fn pressed(&self, phone: &Phone, message: i64, button: &str) -> String {
        let query = phone.press(message, button).expect(button);
        let answer = self.sim.wait_for(PATIENCE, |sim| sim.callback_answer(&query)).await;
        answer.expect("an answer to the press")["text"].as_str().unwrap_or_default().to_owned()
    }
}

/// What the bot wrote that contains `text`, waiting for it.
pub async fn reads(phone: &Phone, text: &str) -> Seen {
    let seen = phone.wait_for(PATIENCE, |seen| seen.is_from_bot() && seen.text.contains(text)).await;
    seen.unwrap_or_else(|| panic!("nobody wrote {text:?}: {:#?}", texts(phone)))
}

/// The texts that the bot wrote, oldest first.
#[must_use]
pub fn from_bot(phone: &Phone) -> Vec<String> {
    phone.messages().into_iter().filter(Seen::is_from_bot).map(|seen| seen.text).collect()
}

/// The callback data of the button that begins so.
#[must_use]
pub fn button(seen: &Seen, data: &str) -> Option<String> {
    let all = seen.buttons.iter().flatten().filter_map(|button| button.data.clone());
    all.into_iter().find(|found| found.starts_with(data))
}

fn texts(phone: &Phone) -> Vec<String> {
    phone.messages().into_iter().map(|seen| format!("{}: {}", seen.from.name, seen.text)).collect()
}
