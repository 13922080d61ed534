//! Who is acting. The first argument of every service method; made by `accounts` from a token or a key, or by the
//! command line for the operator.

use std::net::IpAddr;

use switchboard_store::{ApiKeyId, TenantId, UserId};

use crate::error::{Error, Result};

/// What a token says somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Role {
    /// Reads and changes what is its own.
    #[default]
    User,
    /// Also manages integrations, channels, leads and their keys.
    SiteOwner,
    /// Everything of its tenant.
    Admin,
}

impl Role {
    /// The role that a claim names; missing or unknown is [`Role::User`].
    #[must_use]
    pub fn from_claim(claim: Option<&str>) -> Self {
        match claim {
            Some("admin") => Self::Admin,
            Some("site_owner") => Self::SiteOwner,
            _ => Self::User,
        }
    }

    /// The name in a token.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::SiteOwner => "site_owner",
            Self::Admin => "admin",
        }
    }

    fn grants(self, scope: Scope) -> bool {
        match self {
            Self::Admin => true,
            Self::SiteOwner => {
                matches!(scope, Scope::Own | Scope::Integrations | Scope::Channels | Scope::Leads)
            }
            Self::User => scope == Scope::Own,
        }
    }
}

/// One thing that may be allowed. Roles imply scopes; an API key lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read and change what belongs to the acting user.
    Own,
    /// Read everybody's messages and write to conversations.
    Messages,
    /// Send notifications.
    Notifications,
    /// Send security notices whatever the user wishes.
    Force,
    /// Manage integrations.
    Integrations,
    /// Manage alert channels and dispatch to them.
    Channels,
    /// Post and read leads.
    Leads,
    /// Read, replay and cancel deliveries.
    Deliveries,
    /// Manage the tenant's API keys.
    Keys,
    /// Forget users.
    Erasure,
}

impl Scope {
    /// All of them, for listings and parsing.
    pub const ALL: [Self; 10] = [
        Self::Own,
        Self::Messages,
        Self::Notifications,
        Self::Force,
        Self::Integrations,
        Self::Channels,
        Self::Leads,
        Self::Deliveries,
        Self::Keys,
        Self::Erasure,
    ];

    /// The name in a key's list.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Messages => "messages",
            Self::Notifications => "notifications",
            Self::Force => "force",
            Self::Integrations => "integrations",
            Self::Channels => "channels",
            Self::Leads => "leads",
            Self::Deliveries => "deliveries",
            Self::Keys => "keys",
            Self::Erasure => "erasure",
        }
    }

    /// The scope of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// The user as whom somebody acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActingUser {
    /// Our id.
    pub id: UserId,
    /// The id in the host application.
    pub external_id: String,
    /// What to call them, if the token or an earlier one said.
    pub name: Option<String>,
}

/// What somebody proved to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A token signed by the host application.
    Token(Role),
    /// A key of ours with these scopes.
    ApiKey(ApiKeyId, Vec<Scope>),
    /// The command line on the server itself.
    Operator,
}

/// Where a call came from: the client's address, as far as trusted proxies tell. `None` on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Origin(pub Option<IpAddr>);

/// Somebody who acts within one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The only tenant that this actor can see.
    pub tenant: TenantId,
    /// How tokens call it.
    pub tenant_slug: String,
    /// The user as whom they act; a key may have none.
    pub user: Option<ActingUser>,
    /// What they proved to be.
    pub credential: Credential,
    /// When the proof ends, if it does.
    pub expires_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Where they call from.
    pub origin: Origin,
}

impl Actor {
    /// Whether the actor may do what `scope` names.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        match &self.credential {
            Credential::Token(role) => role.grants(scope),
            Credential::ApiKey(_, scopes) => scopes.contains(&scope),
            Credential::Operator => true,
        }
    }

    /// # Errors
    /// [`Error::Forbidden`] unless the actor may do what `scope` names.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.may(scope) { Ok(()) } else { Err(Error::Forbidden("You are not allowed to do this.")) }
    }

    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an admin by a token, or the operator: no API key opens this.
    pub fn require_admin(&self) -> Result<()> {
        match self.credential {
            Credential::Token(Role::Admin) | Credential::Operator => Ok(()),
            _ => Err(Error::Forbidden("You are not allowed to do this.")),
        }
    }

    /// The user as whom the actor acts on what is its own.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a key that belongs to no user or lacks the scope `own`.
    pub fn acting_user(&self) -> Result<&ActingUser> {
        self.require(Scope::Own)?;
        self.user.as_ref().ok_or(Error::Forbidden("This API key does not act for a user."))
    }

    /// What to call the actor where people read it.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        self.user.as_ref().map(|user| user.name.as_deref().unwrap_or(&user.external_id))
    }
}
