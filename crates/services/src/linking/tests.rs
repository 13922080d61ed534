//! The rules of codes and links.

mod play;

mod chats;
mod codes;
mod deep_links;
mod limits;
mod replacing;
