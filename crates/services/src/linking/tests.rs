//! The rules of codes and links.

mod play;

mod chats;
mod codes;
mod limits;
mod replacing;
