//! What is dispatched: what a caller gives, and what is made of it before anything is stored.

use chrono::{DateTime, Utc};
use serde::Serialize;
use switchboard_store::ChannelId;
use url::{Host, Url};

use super::{DispatchType, draft};
use crate::{
    error::{Error, Result},
    message_text::{is_blank, units},
};

/// Limits of what is said, in UTF-16 units.
const TITLE: usize = 256;
const DESCRIPTION: usize = 10_000;
const KEY: usize = 64;
const VALUE: usize = 2_048;
const LABEL: usize = 64;
const URL: usize = 2_048;
/// The most tags.
const TAGS: usize = 30;
/// The most buttons.
const CALLBACKS: usize = 10;

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// Where.
    pub target: Target,
    /// What kind of thing happened.
    pub kind: DispatchType,
    /// One line of 1 to 256 characters, as all limits here are counted in UTF-16.
    pub title: String,
    /// What the title leads to: http or https.
    pub link: Option<String>,
    /// A picture that Telegram fetches: http or https.
    pub image_url: Option<String>,
    /// At most 10,000 characters.
    pub description: Option<String>,
    /// At most 30.
    pub tags: Vec<Tag>,
    /// At most 10 buttons.
    pub callbacks: Vec<Callback>,
    /// When it happened.
    pub occurred_at: Option<DateTime<Utc>>,
    /// A repeated request with the same key gets the same dispatch.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// Where an alert goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Target {
    /// To this channel.
    Channel(ChannelId),
    /// To every channel that wants it.
    Subject(Subject, Audience),
}

/// What an alert is about, and how urgent it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// In lower case.
    pub topic: String,
    /// 1 to 5, the most urgent.
    pub level: i32,
}

/// Whose channels are asked. A plain user always asks their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Audience {
    /// The tenant's.
    #[default]
    Tenant,
    /// The tenant's and its users'.
    Everybody,
    /// One user's, by their id in the host application.
    User(String),
}

/// A fact about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// One line of 1 to 64 characters.
    pub key: String,
    /// At most 2048 characters.
    pub value: String,
}

/// A button that opens an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Callback {
    /// One line of 1 to 64 characters.
    pub label: String,
    /// http or https, with a domain.
    pub url: String,
}

impl Audience {
    /// The one audience that was named; the tenant's where none is.
    ///
    /// # Errors
    /// `BadInput` for both.
    pub fn choose(include_users: bool, user: Option<String>) -> Result<Self> {
        match (include_users, user) {
            (false, None) => Ok(Self::Tenant),
            (true, None) => Ok(Self::Everybody),
            (false, Some(user)) => Ok(Self::User(user)),
            (true, Some(_)) => Err(Error::bad_input("Give one user, or include all, not both.")),
        }
    }
}

impl Target {
    /// The one target that was named: a channel, or a topic with a level.
    ///
    /// # Errors
    /// `BadInput` for none, both, or half of one.
    pub fn choose(
        channel: Option<ChannelId>,
        topic: Option<String>,
        level: Option<i32>,
        audience: Audience,
    ) -> Result<Self> {
        match (channel, topic, level) {
            (Some(channel), None, None) if audience == Audience::Tenant => Ok(Self::Channel(channel)),
            (None, Some(topic), Some(level)) => Ok(Self::Subject(Subject { topic, level }, audience)),
            _ => Err(Error::bad_input("Give either a channel, or a topic together with a level.")),
        }
    }

    /// What it is about, where no channel is named.
    pub(super) fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Channel(_) => None,
            Self::Subject(subject, _) => Some(subject),
        }
    }
}

impl Alert {
    /// The alert as it is sent: trimmed, with line ends that are `\n`.
    ///
    /// # Errors
    /// `BadInput`, naming the field, for what is too long or too much, shows nothing, has control characters, or is no
    /// address.
    pub(super) fn checked(self) -> Result<Self> {
        let target = match self.target {
            Target::Subject(subject, audience) => {
                let topic = draft::topic("target.subject.topic", &subject.topic)?;
                let level = draft::level("target.subject.level", subject.level)?;
                Target::Subject(Subject { topic, level }, audience)
            }
            channel => channel,
        };
        at_most("tags", self.tags.len(), TAGS)?;
        at_most("callbacks", self.callbacks.len(), CALLBACKS)?;
        let tag = |(at, tag): (usize, Tag)| {
            let key = line(&format!("tags[{at}].key"), &tag.key, KEY)?;
            Ok(Tag { key, value: text(&format!("tags[{at}].value"), &tag.value, VALUE)? })
        };
        let callback = |(at, callback): (usize, Callback)| {
            let label = line(&format!("callbacks[{at}].label"), &callback.label, LABEL)?;
            Ok(Callback { label, url: button_address(&format!("callbacks[{at}].url"), &callback.url)? })
        };
        let description =
            self.description.map(|given| text("description", &given, DESCRIPTION)).transpose()?;
        Ok(Self {
            target,
            kind: self.kind,
            title: line("title", &self.title, TITLE)?,
            link: self.link.map(|given| address("link", &given)).transpose()?,
            image_url: self.image_url.map(|given| address("image_url", &given)).transpose()?,
            description: description.filter(|given| !is_blank(given)),
            tags: self.tags.into_iter().enumerate().map(tag).collect::<Result<_>>()?,
            callbacks: self.callbacks.into_iter().enumerate().map(callback).collect::<Result<_>>()?,
            occurred_at: self.occurred_at,
            idempotency_key: self.idempotency_key,
        })
    }
}

fn at_most(name: &str, count: usize, most: usize) -> Result<()> {
    if count <= most { Ok(()) } else { Err(Error::bad_field(name, format!("{name} are {most} at most."))) }
}

fn line(name: &str, given: &str, limit: usize) -> Result<String> {
    let given = text(name, given, limit)?;
    if is_blank(&given) {
        return Err(Error::bad_field(name, format!("{name} is empty.")));
    }
    if given.contains(['\n', '\t']) {
        return Err(Error::bad_field(name, format!("{name} is one line.")));
    }
    Ok(given)
}

fn text(name: &str, given: &str, limit: usize) -> Result<String> {
    let given = given.replace("\r\n", "\n");
    let given = given.trim();
    let length = units(given);
    if length > limit {
        return Err(Error::bad_field(
            name,
            format!("{name} is too long: {length} of at most {limit} characters."),
        ));
    }
    if given.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Error::bad_field(name, format!("{name} contains control characters.")));
    }
    Ok(given.to_owned())
}

/// As it was written, without surrounding space.
fn address(name: &str, given: &str) -> Result<String> {
    parsed(name, given).map(|(given, _)| given)
}

/// Telegram takes buttons to addresses with a dot in their host only (`tdlib/td`, LinkManager.cpp).
fn button_address(name: &str, given: &str) -> Result<String> {
    let (given, url) = parsed(name, given)?;
    let is_public = match url.host() {
        Some(Host::Domain(domain)) => domain.trim_end_matches('.').contains('.'),
        Some(Host::Ipv4(_)) => true,
        Some(Host::Ipv6(_)) | None => false,
    };
    if is_public {
        return Ok(given);
    }
    Err(Error::bad_field(
        name,
        format!("{name}: Telegram takes only addresses with a full domain on buttons."),
    ))
}

fn parsed(name: &str, given: &str) -> Result<(String, Url)> {
    let given = given.trim();
    let is_plain = units(given) <= URL && !given.contains(|c: char| c.is_whitespace() || c.is_control());
    let url = Url::parse(given).ok().filter(|url| {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        is_web && url.username().is_empty() && url.password().is_none()
    });
    match url.filter(|_| is_plain) {
        Some(url) => Ok((given.to_owned(), url)),
        None => Err(Error::bad_field(
            name,
            format!(
                "{name} is an address that begins with http:// or https://, of {URL} characters at most and without a password."
            ),
        )),
    }
}
