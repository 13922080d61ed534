//! A tenant with a bot, a support chat, and linked people. The second tenant's bot is first set up as the default one and then handed
//! over in the database.

use secrecy::ExposeSecret as _;
use switchboard_tests::{Books, Claims, Database, Figures, Ledger, Load, Plan, Site, audit, token};
use telegram_emulator::{BotInfo, NewBot, NewGroup, NewUser, Phone};

pub(super) struct Branch {
    slug: &'static str,
    pub(super) bot: i64,
    desk: Phone,
    people: Vec<(i32, Phone)>,
}

/// A site on PostgreSQL.
pub(super) async fn site() -> Site {
    Plan::on(Database::Postgres).site().await
}

impl Branch {
    /// The default tenant's. A server must run.
    pub(super) async fn first(site: &Site) -> Self {
        let branch = Self { slug: "default", bot: site.bot.id, desk: site.desk.clone(), people: Vec::new() };
        branch.settled(site, &[(11, "anna"), (12, "ben")]).await
    }

    /// Another tenant's bot; no server must have run. Its people come later.
    pub(super) async fn second(site: &Site) -> Self {
        let bot = site.sim.create_bot(NewBot::new("acme_bot", "Acme").token(token())).expect("a bot");
        let agent = site.sim.create_user(NewUser::new("Lou").username("lou_helps")).expect("an agent");
        let group =
            site.sim.create_group(NewGroup::new("Acme support").member(agent).bot(bot.id)).expect("a group");
        set_up(site, &bot, group).await;
        Self { slug: "acme", bot: bot.id, desk: site.sim.in_group(agent, group), people: Vec::new() }
    }

    pub(super) async fn settled(mut self, site: &Site, people: &[(i32, &str)]) -> Self {
        for (user, name) in people {
            let caller = site.caller(Claims::of(*user).tenant(self.slug));
            self.people.push((*user, site.linked_by(self.bot, &caller, name).await));
        }
        self
    }

    /// Its people get busy; the application talks to the server at `server`, `None` for the usual one.
    pub(super) fn begin(&self, site: &Site, server: Option<&str>) -> Load {
        let mut sender = site.caller(Claims::of(1).role("admin").tenant(self.slug));
        if let Some(server) = server {
            sender = sender.at(server);
        }
        Load::begin(&site.sim, &self.desk, &sender, &self.people)
    }

    pub(super) async fn judge(&self, site: &Site, books: &Books, ledger: &Ledger) -> Figures {
        let figures = audit(&site.sim, &self.desk, books, ledger).await;
        assert!(figures.accepted > 0 && figures.answers > 0, "there was no load: {figures}");
        figures
    }
}

async fn set_up(site: &Site, bot: &BotInfo, group: i64) {
    let variables = [
        ("TELEGRAM_BOT_TOKEN", bot.token.expose_secret().to_owned()),
        ("SUPPORT_CHAT_ID", group.to_string()),
    ];
    site.start_with(&variables).await.stop().await;
    let books = site.books().await;
    for statement in [
        "insert into tenant (id, slug, created_at) values (gen_random_uuid(), 'acme', now())",
        "insert into unit (id, tenant_id, title, is_default, created_at) select gen_random_uuid(), id, 'Acme', true, now() from tenant \
         where slug = 'acme'",
        "update integration set tenant_id = t.id, unit_id = u.id from tenant t join unit u on u.tenant_id = t.id where t.slug = 'acme'",
        "update bot set tenant_id = t.id from tenant t where t.slug = 'acme'",
    ] {
        books.change(statement).await;
    }
    if books.count("select count(*) as n from chat").await > 0 {
        books.change("update chat set tenant_id = t.id from tenant t where t.slug = 'acme'").await;
    }
    books.close().await;
}
