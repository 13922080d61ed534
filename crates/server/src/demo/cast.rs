//! Who plays in the demo: a shop's bot, Ann who uses the shop's application, and Olga who answers in the support group.

use telegram_emulator::{BotInfo, NewBot, NewGroup, NewUser, Sim, SimError};

/// Ann's id in the application.
pub(super) const ANN_ID: &str = "7";
/// The id of the application's admin.
pub(super) const ADMIN_ID: &str = "1";

/// Everybody in the local Telegram.
pub(super) struct Cast {
    /// The bot with its token.
    pub(super) bot: BotInfo,
    /// The group in which Olga answers.
    pub(super) support_chat: i64,
}

impl Cast {
    /// Makes them.
    pub(super) fn assemble(sim: &Sim) -> Result<Self, SimError> {
        let bot = sim.create_bot(NewBot::new("demo_shop_bot", "Demo shop"))?;
        sim.create_user(NewUser::new("Ann").username("ann").language("en"))?;
        let olga = sim.create_user(NewUser::new("Olga").username("olga").language("en"))?;
        let support_chat = sim.create_group(NewGroup::new("Support").member(olga).admin_bot(bot.id))?;
        Ok(Self { bot, support_chat })
    }
}
