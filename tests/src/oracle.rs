//! Judges by Telegram's own log of calls, and by the database, whether the promise was kept: what was accepted is never lost; within
//! one conversation and class it arrives in order; whatever may have arrived twice, or may not have, is marked as such.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::Write as _,
};

use telegram_emulator::{Phone, Sim};

use crate::{Books, Ledger, Word};

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Notifications answered `true`.
    pub accepted: usize,
    /// Notifications without an answer.
    pub doubtful: usize,
    /// Those of them that were accepted all the same.
    pub kept: usize,
    /// Messages that people wrote.
    pub written: usize,
    /// Answers of the agent.
    pub answers: usize,
    /// Answers about which the bot asked whom they are for.
    pub asked: usize,
    /// Sends that arrived more often than once, counting only the times too many.
    pub doubled: usize,
    /// Flagged sends that arrived late.
    pub reordered: usize,
    /// Sends marked as perhaps doubled, or as uncertain.
    pub flagged: usize,
    /// Sends that ended uncertain.
    pub uncertain: usize,
    /// Sends that an owner which died had started.
    pub orphaned: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            accepted,
            doubtful,
            kept,
            written,
            answers,
            asked,
            doubled,
            reordered,
            flagged,
            uncertain,
            orphaned,
        } = self;
        write!(
            f,
            "{accepted} accepted, {doubtful} without an answer ({kept} of them kept), {written} written, {answers} answers \
             ({asked} asked about); {orphaned} orphaned, {flagged} flagged, {doubled} doubled, {reordered} late, {uncertain} uncertain; \
             none lost, none else out of order"
        )
    }
}

/// Shows a line of figures, also of a test that passes.
pub fn tell(line: impl fmt::Display) {
    let _ = writeln!(std::io::stderr(), "    {line}");
}

/// A message that Telegram took.
#[derive(Clone, Copy, Debug)]
struct Delivery {
    word: Word,
    chat: i64,
    message: i64,
}

/// A send as the outbox has it.
#[derive(Clone, Debug)]
struct Row {
    state: String,
    ambiguous: i64,
    /// Tries whose end is unknown.
    lost: i64,
}

/// Compares what was said with what Telegram got and what the database knows. Ask when all is quiet.
///
/// # Panics
/// With every promise that was broken.
pub async fn audit(sim: &Sim, desk: &Phone, books: &Books, ledger: &Ledger) -> Figures {
    let mut oracle = Oracle {
        ledger,
        deliveries: deliveries(sim, desk, ledger),
        asked: asked(sim, desk, ledger),
        rows: rows(books).await,
        stored: words(books).await,
        figures: Figures::default(),
        broken: Vec::new(),
    };
    let inbox = "select count(*) as n from inbox where state <> 'handled'";
    assert_eq!(books.count(inbox).await, 0, "updates that were not handled");
    let orphaned = "select count(*) as n from attempt where outcome = 'owner_lost'";
    oracle.figures.orphaned = usize::try_from(books.count(orphaned).await).unwrap_or_default();
    oracle.nothing_is_lost();
    oracle.nothing_is_out_of_order();
    oracle.every_double_is_flagged();
    let broken = oracle.broken;
    assert!(
        broken.is_empty(),
        "{} promises were broken: {:#?}",
        broken.len(),
        &broken[..broken.len().min(20)]
    );
    oracle.figures
}

struct Oracle<'a> {
    ledger: &'a Ledger,
    /// By chat, as they stand in it.
    deliveries: Vec<Delivery>,
    asked: BTreeSet<Word>,
    rows: BTreeMap<Word, Vec<Row>>,
    /// Messages in the history.
    stored: BTreeMap<Word, i64>,
    figures: Figures,
    broken: Vec<String>,
}

impl Oracle<'_> {
    fn nothing_is_lost(&mut self) {
        let ledger = self.ledger;
        self.figures.accepted = ledger.accepted.len();
        self.figures.doubtful = ledger.doubtful.len();
        self.figures.written = ledger.written.len();
        self.figures.answers = ledger.answers.len();
        for word in ledger.accepted.iter().chain(&ledger.written) {
            self.must_be_known(*word);
        }
        for word in
            ledger.doubtful.iter().filter(|word| self.stored.contains_key(word)).copied().collect::<Vec<_>>()
        {
            self.figures.kept += 1;
            self.must_be_known(word);
        }
        for word in ledger.answers.values() {
            // A copy whose answer was lost is not known: the agent is asked instead of guessing.
            let question = Word { kind: 'w', ..*word };
            if self.asked.contains(word) && self.is_flagged(question) {
                self.figures.asked += 1;
            } else {
                self.must_be_known(*word);
            }
        }
    }

    /// Stored once, accepted once, and delivered unless its row says otherwise.
    fn must_be_known(&mut self, word: Word) {
        let stored = self.stored.get(&word).copied().unwrap_or_default();
        let rows = self.rows.get(&word).map_or(&[][..], Vec::as_slice);
        match rows {
            [row] if stored == 1 => {
                let has_arrived = self.times(word) > 0;
                if row.state == "sent" && !has_arrived {
                    self.broken.push(format!("{word} was lost: it is marked as sent and never arrived"));
                } else if row.state != "sent" && row.state != "uncertain" && has_arrived {
                    self.broken.push(format!("{word} arrived and is marked as {}", row.state));
                }
            }
            _ => self
                .broken
                .push(format!("{word} is stored {stored} times and was accepted {} times", rows.len())),
        }
    }

    fn nothing_is_out_of_order(&mut self) {
        let mut last: BTreeMap<(i64, char, i32), u32> = BTreeMap::new();
        for Delivery { word, chat, .. } in self.deliveries.clone() {
            let before = last.insert((chat, word.kind, word.user), word.number).unwrap_or_default();
            if before > word.number && self.is_flagged(word) {
                self.figures.reordered += 1;
            } else if before > word.number {
                self.broken.push(format!("{word} arrived after number {before}"));
            }
        }
    }

    fn every_double_is_flagged(&mut self) {
        for (word, rows) in &self.rows {
            let times = i64::try_from(self.times(*word)).unwrap_or(i64::MAX);
            let (doubts, lost) =
                rows.iter().fold((0, 0), |sum, row| (sum.0 + row.ambiguous, sum.1 + row.lost));
            let uncertain = rows.iter().filter(|row| row.state == "uncertain").count();
            self.figures.uncertain += uncertain;
            self.figures.flagged += usize::from(doubts > 0 || uncertain > 0);
            self.figures.doubled += usize::try_from(times - 1).unwrap_or_default();
            if times - 1 > doubts || times - 1 > lost {
                self.broken.push(format!(
                    "{word} arrived {times} times; it is flagged {doubts} times and {lost} tries are in doubt"
                ));
            }
        }
        for delivery in &self.deliveries {
            if !self.rows.contains_key(&delivery.word) {
                self.broken.push(format!("{} arrived and nobody knows of it ({delivery:?})", delivery.word));
            }
        }
    }

    fn is_flagged(&self, word: Word) -> bool {
        self.rows
            .get(&word)
            .is_some_and(|rows| rows.iter().any(|row| row.ambiguous > 0 || row.state == "uncertain"))
    }

    fn times(&self, word: Word) -> usize {
        self.deliveries.iter().filter(|delivery| delivery.word == word).count()
    }
}

/// What took effect at Telegram, in the order of each chat.
fn deliveries(sim: &Sim, desk: &Phone, ledger: &Ledger) -> Vec<Delivery> {
    let desk = desk.place.telegram_id();
    let mut all: Vec<Delivery> = sim
        .calls(0)
        .iter()
        .filter(|call| call.applied)
        .filter_map(|call| {
            let word = match call.method.as_str() {
                "sendMessage" => call.text().and_then(Word::of)?,
                "copyMessage" if call.params["from_chat_id"] == desk => {
                    *ledger.answers.get(&call.params["message_id"].as_i64()?)?
                }
                _ => return None,
            };
            Some(Delivery { word, chat: call.chat_id()?, message: call.message_id()? })
        })
        .collect();
    all.sort_by_key(|delivery| (delivery.chat, delivery.message));
    all
}

/// Answers of the agent that the bot did not know what to do with.
fn asked(sim: &Sim, desk: &Phone, ledger: &Ledger) -> BTreeSet<Word> {
    let desk = desk.place.telegram_id();
    let calls = sim.calls(0);
    let here = calls.iter().filter(|call| call.applied && call.chat_id() == Some(desk));
    // A notice that an answer could not be delivered has a button.
    here.filter(|call| call.params.get("reply_markup").is_none())
        .filter_map(|call| {
            ledger.answers.get(&call.params["reply_parameters"]["message_id"].as_i64()?).copied()
        })
        .collect()
}

async fn rows(books: &Books) -> BTreeMap<Word, Vec<Row>> {
    let lost = "select outbox_id as send from attempt where outcome in ('owner_lost', 'answer_lost')";
    let lost = books.rows(lost).await;
    let query = "select o.id as send, m.body as word, o.state as state, o.ambiguous as ambiguous from outbox o \
                 join message m on m.id = o.message_id";
    let mut all: BTreeMap<Word, Vec<Row>> = BTreeMap::new();
    for row in books.rows(query).await {
        let Some(word) = row["word"].as_str().and_then(Word::of) else { continue };
        let state = row["state"].as_str().unwrap_or_default().to_owned();
        let lost = lost.iter().filter(|attempt| attempt["send"] == row["send"]).count();
        let ambiguous = row["ambiguous"].as_i64().expect("a number");
        all.entry(word).or_default().push(Row {
            state,
            ambiguous,
            lost: i64::try_from(lost).unwrap_or_default(),
        });
    }
    all
}

async fn words(books: &Books) -> BTreeMap<Word, i64> {
    let mut all = BTreeMap::new();
    for row in books.rows("select body as word from message where body is not null").await {
        if let Some(word) = row["word"].as_str().and_then(Word::of) {
            *all.entry(word).or_default() += 1;
        }
    }
    all
}
