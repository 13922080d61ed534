//! People who keep a server busy while something goes wrong with it: the application notifies them, they write, the agent answers.
//!
//! Everything that is said is one numbered word, so that the oracle finds it again: in Telegram, in the outbox, in the history. What
//! the server was told and what it answered stands in the [`Ledger`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rand::Rng as _;
use reqwest::Method;
use serde_json::{Value, json};
use telegram_emulator::{Phone, Sim};
use tokio::{task::JoinSet, time::sleep};

use crate::{Caller, documents};

/// Between two words of one person, in milliseconds.
const PAUSE: std::ops::Range<u64> = 30..90;
/// Whoever has written so much that did not arrive at the desk waits, as people do. Otherwise a slow machine has a backlog that grows for
/// as long as the test runs, and the test measures nothing but that.
const PATIENT: usize = 25;
/// Between two looks at a state that tells nobody when it changes.
const LOOK: Duration = Duration::from_millis(15);

/// Something said once: `n-7-3` is the third notification for the user 7, `w-7-3` what the user wrote, `a-7-3` the agent's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// `n`, `w` or `a`.
    pub kind: char,
    /// The user's id in the application.
    pub user: i32,
    /// From 1.
    pub number: u32,
}

impl Word {
    /// The word in the last line of a text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut parts = text.lines().last()?.split('-');
        let (kind, user, number) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let kind = ["n", "w", "a"].contains(&kind).then(|| kind.chars().next())??;
        parts.next().is_none().then_some(Self { kind, user, number })
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.kind, self.user, self.number)
    }
}

/// What was said, and what the server answered.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Notifications that were answered `true`.
    pub accepted: BTreeSet<Word>,
    /// Notifications whose answer did not come, or was an internal error: accepted or not.
    pub doubtful: BTreeSet<Word>,
    /// What people wrote: Telegram holds it until it is acknowledged.
    pub written: BTreeSet<Word>,
    /// The agent's answers, by their ids in the support chat.
    pub answers: BTreeMap<i64, Word>,
}

/// Busy people. Bring them to rest before the end.
pub struct Load {
    ledger: Arc<Mutex<Ledger>>,
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Load {
    /// They begin: each user is notified by `sender` and writes, the agent answers everything.
    #[must_use]
    pub fn begin(sim: &Sim, desk: &Phone, sender: &Caller, people: &[(i32, Phone)]) -> Self {
        let mut load = Self { ledger: Arc::default(), stop: Arc::default(), tasks: JoinSet::new() };
        for (user, phone) in people {
            let teller = Teller { sender: sender.clone(), user: *user, ledger: Arc::clone(&load.ledger) };
            load.tasks.spawn(teller.run(Arc::clone(&load.stop)));
            load.tasks.spawn(write(*user, phone.clone(), Arc::clone(&load.ledger), Arc::clone(&load.stop)));
        }
        let agent = Agent { sim: sim.clone(), desk: desk.clone(), ledger: Arc::clone(&load.ledger) };
        load.tasks.spawn(agent.run(Arc::clone(&load.stop)));
        load
    }

    /// How many notifications were answered `true` so far.
    #[must_use]
    pub fn accepted(&self) -> usize {
        lock(&self.ledger).accepted.len()
    }

    /// How many messages the agent answered so far.
    #[must_use]
    pub fn answered(&self) -> usize {
        lock(&self.ledger).answers.len()
    }

    /// How many notifications got no answer, or an internal error, so far.
    #[must_use]
    pub fn doubtful(&self) -> usize {
        lock(&self.ledger).doubtful.len()
    }

    /// They stop; returns what was said.
    pub async fn rest(mut self) -> Ledger {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.expect("a busy person");
        }
        std::mem::take(&mut lock(&self.ledger))
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unanswered(ledger: &Mutex<Ledger>, user: i32) -> usize {
    let ledger = lock(ledger);
    let written = ledger.written.iter().filter(|word| word.user == user).count();
    let answered = ledger.answers.values().filter(|word| word.user == user).count();
    written.saturating_sub(answered)
}

async fn pause() {
    let pause = rand::rng().random_range(PAUSE);
    sleep(Duration::from_millis(pause)).await;
}

async fn write(user: i32, phone: Phone, ledger: Arc<Mutex<Ledger>>, stop: Arc<AtomicBool>) {
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        if unanswered(&ledger, user) >= PATIENT {
            sleep(LOOK).await;
            continue;
        }
        number += 1;
        let word = Word { kind: 'w', user, number };
        phone.say(word.to_string()).expect("writing");
        lock(&ledger).written.insert(word);
        pause().await;
    }
}

/// The application, for one user: one notification after the other, so that their order is known.
struct Teller {
    sender: Caller,
    user: i32,
    ledger: Arc<Mutex<Ledger>>,
}

impl Teller {
    async fn run(self, stop: Arc<AtomicBool>) {
        let mut number = 0;
        while !stop.load(Ordering::Relaxed) {
            number += 1;
            let word = Word { kind: 'n', user: self.user, number };
            if self.tell(word).await {
                lock(&self.ledger).accepted.insert(word);
            } else {
                lock(&self.ledger).doubtful.insert(word);
                while !stop.load(Ordering::Relaxed) && !self.is_served().await {
                    sleep(LOOK).await;
                }
            }
            pause().await;
        }
    }

    /// Whether the server answered `true`.
    async fn tell(&self, word: Word) -> bool {
        let variables = json!({"userId": self.user, "message": word.to_string()});
        let body = json!({"query": documents::NOTIFY, "variables": variables});
        let sent = self.sender.request(Method::POST, "/graphql").json(&body).send().await;
        let Ok(response) = sent else { return false };
        let Ok(answer) = response.json::<Value>().await else { return false };
        if answer["data"]["sendTelegramNotification"] == true {
            return true;
        }
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{word} was refused: {answer}");
        false
    }

    async fn is_served(&self) -> bool {
        let asked = self.sender.request(Method::GET, "/healthz").send().await;
        asked.is_ok_and(|response| response.status().is_success())
    }
}

/// Answers everything that is relayed, once.
struct Agent {
    sim: Sim,
    desk: Phone,
    ledger: Arc<Mutex<Ledger>>,
}

impl Agent {
    async fn run(self, stop: Arc<AtomicBool>) {
        let mut seen = self.sim.last_call();
        let mut answered = BTreeSet::new();
        while !stop.load(Ordering::Relaxed) {
            for call in self.sim.calls(seen) {
                seen = call.seq;
                let is_here = call.applied && call.chat_id() == Some(self.desk.place.telegram_id());
                let word = call.text().and_then(Word::of).filter(|word| word.kind == 'w');
                let (true, Some(word), Some(message)) = (is_here, word, call.message_id()) else { continue };
                if answered.insert(word) {
                    let answer = Word { kind: 'a', ..word };
                    let mut ledger = lock(&self.ledger);
                    let id = self.desk.reply(message, answer.to_string()).expect("an answer");
                    ledger.answers.insert(id, answer);
                }
            }
            sleep(LOOK).await;
        }
    }
}
