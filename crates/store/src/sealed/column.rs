//! The one list of columns that are encrypted at rest. Whoever adds such a column adds it here; otherwise `switchboard rekey` does
//! not find it, and a suite that compares the list with the schema fails.

/// How a sealed text begins: then follow the key's id, a quotation mark, and the rest.
pub const ENVELOPE: &str = r#"{"sealed":[""#;
/// Characters of a key's id.
pub(super) const KEY_ID: i32 = 8;

/// A column that holds something sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SealedColumn {
    /// The tokens of bots.
    BotToken,
    /// The tokens of outstanding deep links; a keyed hash stands beside them.
    LinkToken,
    /// The parameters of sends that hold a code.
    Payload,
}

/// Where it stands, and how.
pub(super) struct Place {
    pub(super) table: &'static str,
    /// Whether rows are counted by the database; otherwise their ids are UUIDs.
    pub(super) is_counted: bool,
    pub(super) form: Form,
    /// A keyed hash of the same secret.
    pub(super) hash: Option<&'static str>,
}

pub(super) enum Form {
    /// `…_key_id`, `…_nonce`, `…_ciphertext`.
    Parts(&'static str),
    /// A text that begins with [`ENVELOPE`] where it is sealed.
    Envelope(&'static str),
}

impl SealedColumn {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::BotToken, Self::LinkToken, Self::Payload];

    pub(super) fn place(self) -> Place {
        match self {
            Self::BotToken => {
                Place { table: "integration", is_counted: false, form: Form::Parts("token"), hash: None }
            }
            Self::LinkToken => Place {
                table: "link_token",
                is_counted: false,
                form: Form::Parts("token"),
                hash: Some("token_hash"),
            },
            Self::Payload => {
                Place { table: "outbox", is_counted: true, form: Form::Envelope("payload"), hash: None }
            }
        }
    }

    /// `table.column` of the ciphertext.
    #[must_use]
    pub fn name(self) -> String {
        let place = self.place();
        match place.form {
            Form::Parts(name) => format!("{}.{name}_ciphertext", place.table),
            Form::Envelope(column) => format!("{}.{column}", place.table),
        }
    }
}

pub(super) fn parts(name: &str) -> [String; 3] {
    ["key_id", "nonce", "ciphertext"].map(|part| format!("{name}_{part}"))
}
