//! The main job: a person starts the bot, links, is notified, writes, is answered, and reads it all in the history.

mod commands;
mod content;
mod routing;
mod support_by_command;
mod undelivered;
mod whole;
