//! A local Telegram: the Bot API towards bots, a Telegram client towards people, on loopback, without an account.
//!
//! Bots of any framework are pointed at [`Emulator::url`] instead of `https://api.telegram.org`. Tests play the people
//! in process through [`Sim`] and [`Phone`]; scripts do the same over HTTP under `/_sim`; people use the page at `/`.
//! Everything is in memory and bounded; nothing leaves the machine except what is posted to webhooks.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use telegram_emulator::{Emulator, NewBot, NewUser, Options};
//!
//! let telegram = Emulator::start(Options::unlimited()).await?;
//! let sim = telegram.sim();
//! let bot = sim.create_bot(NewBot::new("shop_bot", "Shop"))?;
//! let anna = sim.create_user(NewUser::new("Anna").username("anna").language("ru"))?;
//! // … start the bot under test with telegram.url() and bot.token …
//! let chat = sim.private(anna, bot.id);
//! let start = chat.say("/start")?;
//! let welcome = chat.wait_for_bot(start, Duration::from_secs(5)).await;
//! # Ok(()) }
//! ```

mod bot_api;
mod call_log;
mod clock;
mod control;
mod core;
mod emulator;
mod error;
mod error_texts;
mod faults;
mod options;
mod page;
mod sim;
mod text;
mod webhook;
mod world;

pub use self::{
    call_log::Call,
    clock::Clock,
    emulator::Emulator,
    error::SimError,
    faults::{Fault, FaultKind},
    options::{Limits, Options, Rate},
    sim::{BotInfo, Button, Draft, NewBot, NewGroup, NewUser, Phone, Seen, Sim, Speaker},
    world::{GroupKind, Place},
};
