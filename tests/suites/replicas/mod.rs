//! Several servers on one PostgreSQL: bots are shared out, a dead server's bots are taken over, and one that only seemed dead finds out.

mod branch;
mod freezing;
mod several;
mod sharing;
