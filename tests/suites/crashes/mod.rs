//! The real binary is killed, at chosen places and at random ones, under load; it panics, and its disk is full: nothing is lost, nothing
//! is out of order, and what may have arrived twice is marked.

mod acknowledged;
mod at_failpoints;
mod at_random;
mod full_disk;
mod panics;
mod street;
