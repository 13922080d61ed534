//! `switchboard unit` and `switchboard integration`, beside a running server that takes up what they do.

use switchboard_tests::{PATIENCE, Plan, Site, on_both};
use telegram_emulator::NewBot;

use super::token;

async fn said(site: &Site, arguments: &[&str], input: &str) -> String {
    let done = site.run_with(arguments, &[], input).await;
    assert_eq!(done.code, Some(0), "{arguments:?}: {done:?}");
    done.said.trim().to_owned()
}

async fn bots_are_connected_and_removed_while_the_server_runs(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let unit = said(&site, &["unit", "create", "--title", "Shop", "--tenant", "acme"], "").await;
    let units = said(&site, &["unit", "list", "--tenant", "acme"], "").await;
    assert!(units.contains(&unit) && units.contains("(the default one)"), "{units}");

    let bot = site.sim.create_bot(NewBot::new("acme_bot", "Acme")).unwrap();
    let create = ["integration", "create", "--tenant", "acme", "--unit", &unit, "--title", "Desk"];
    let id = said(&site, &create, &format!("{}\n", token(&bot))).await;
    site.person(bot.id, "ann").await;
    let list = said(&site, &["integration", "list", "--tenant", "acme"], "").await;
    let line = list.lines().find(|line| line.starts_with(&id)).unwrap_or_else(|| panic!("{list}"));
    for word in [&unit, "Desk", "@acme_bot", "polled", "••••••••:"] {
        assert!(line.contains(word), "{word} in {line}");
    }
    assert!(!list.contains(&token(&bot)) && !list.contains(token(&bot).split_once(':').unwrap().1), "{list}");
    let elsewhere = said(&site, &["integration", "list"], "").await;
    assert!(!elsewhere.contains(&id) && elsewhere.contains("@shop_bot"), "{elsewhere}");

    let foreign = site.run_with(&["integration", "remove", &id], &[], "").await;
    assert_eq!(
        (foreign.code, foreign.complained.as_str()),
        (Some(1), "error: There is no such integration.\n")
    );
    said(&site, &["integration", "remove", &id, "--tenant", "acme"], "").await;
    let left =
        site.sim.wait_for(PATIENCE, |sim| (sim.waiting_polls(bot.id) == 0).then_some(sim.polls(bot.id)));
    let polls = left.await.expect("the bot is still polled");
    let list = said(&site, &["integration", "list", "--tenant", "acme"], "").await;
    assert_eq!(list, "There are no integrations.");
    assert_eq!((site.sim.waiting_polls(bot.id), site.sim.polls(bot.id)), (0, polls), "it is polled again");
    site.quiet().await;
    server.stop().await;
    site.check_logs();
}

async fn a_token_comes_from_stdin_or_a_file_and_is_never_shown(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let bot = site.sim.create_bot(NewBot::new("acme_bot", "Acme")).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("  {}\n", token(&bot))).unwrap();
    let path = file.path().to_str().unwrap();
    let create = ["integration", "create", "--tenant", "acme"];
    said(&site, &[&create[..], &["--token-file", path, "--owner-chat", "-100500"]].concat(), "").await;
    let shown = site.caller(switchboard_tests::Claims::of(1).role("admin").tenant("acme"));
    let shown = shown.graphql("{ integration { botUsername ownerChatId } }", serde_json::json!({})).await;
    assert_eq!(*shown.value(), serde_json::json!({"botUsername": "acme_bot", "ownerChatId": "-100500"}));

    for (input, words) in [
        ("", "give the bot's token on stdin"),
        ("8299999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Could not validate token with Telegram"),
        (&token(&site.bot), "connected to another integration already"),
    ] {
        let done = site.run_with(&["integration", "create", "--tenant", "other"], &[], input).await;
        assert!(done.code == Some(1) && done.complained.contains(words), "{done:?}");
        assert!(input.is_empty() || !done.complained.contains(input), "{done:?}");
    }
    for wrong in [&["--token", "1:a"][..], &["--title", "x"], &["--unit", "shop"], &["8299999999:AAAA"]] {
        let done = site.run_with(&[&create[..], wrong].concat(), &[], "").await;
        assert_eq!(done.code, Some(2), "{wrong:?}: {done:?}");
    }
    site.quiet().await;
    server.stop().await;
}

on_both!(
    bots_are_connected_and_removed_while_the_server_runs,
    a_token_comes_from_stdin_or_a_file_and_is_never_shown,
);
