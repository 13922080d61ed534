//! `eraseUser`: forgets a user.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::{
    caller::session,
    error::Result,
    types::{UserError, payload},
};

/// Whom to forget.
#[derive(InputObject)]
pub(super) struct EraseUserInput {
    /// The user's id in the host application.
    user_id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct EraseUserPayload {
    /// Whether the user is being forgotten.
    erased: bool,
    /// Why not.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct EraseUserMutation;

#[Object]
impl EraseUserMutation {
    /// Forgets a user: unlinks them, takes back what waits to be sent, and erases their name, preferences and words, at once or
    /// within minutes. What Telegram holds stays there. The same id used again is a new user. For admins, and API keys with
    /// the scope `erasure`.
    async fn erase_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to forget.")] input: EraseUserInput,
    ) -> Result<EraseUserPayload> {
        let (services, actor) = session(ctx)?;
        let erased = services.accounts.erase_user(actor, &input.user_id).await;
        let (erased, errors) = payload(erased, "input.userId", "input.userId")?;
        Ok(EraseUserPayload { erased: erased.is_some(), errors })
    }
}
