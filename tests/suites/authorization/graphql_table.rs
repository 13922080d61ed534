//! Who may ask for which field. Letters: `u` user, `o` site owner, `a` admin; API keys by their only scope: `P` own, `M` messages,
//! `N` notifications, `F` force, `I` integrations, `C` channels, `L` leads, `D` deliveries, `K` keys,
//! `E` erasure.

use super::{Row, row};

const EVERYBODY: &str = "uoaPMNFICLDKE";

/// What takes something away stands last.
pub(super) const TABLE: &[Row] = &[
    row("Query.getTelegramMessages", "aM", r#"{ getTelegramMessages(userId: "<user>") { message } }"#),
    row("Query.telegramBotStatus", "aM", "{ telegramBotStatus { botUsername } }"),
    row("Query.telegramLink", "uoaP", "{ telegramLink { status username } }"),
    row("Query.leads", "oaL", "{ leads { totalCount nodes { id } } }"),
    row("Query.notificationPreferences", "uoaP", "{ notificationPreferences { mutedUntil } }"),
    row("Query.heldNotifications", "aN", "{ heldNotifications { message } }"),
    row("Query.viewer", EVERYBODY, "{ viewer { userId tenant } }"),
    row("Query.node", "aM", r#"{ node(id: "<contact>") { id } }"#).missing_for("uoPNFICLDKE"),
    row("Query.node", "aM", r#"{ node(id: "<conversation>") { id } }"#).missing_for("uoPNFICLDKE"),
    row("Query.node", "oaI", r#"{ node(id: "<integration-node>") { id } }"#).missing_for("uPMNFCLDKE"),
    row("Query.node", "oaK", r#"{ node(id: "<key>") { id } }"#).missing_for("uPMNFICLDE"),
    row("Query.node", "aK", r#"{ node(id: "<strong-key>") { id } }"#).missing_for("uoPMNFICLDE"),
    row("Query.nodes", "aM", r#"{ nodes(ids: ["<contact>"]) { id } }"#).missing_for("uoPNFICLDKE"),
    row("Query.conversations", "aM", "{ conversations { totalCount nodes { id } } }"),
    row("Query.conversation", "aM", r#"{ conversation(id: "<conversation>") { id } }"#),
    row("Query.messages", "uoaP", "{ messages { totalCount nodes { text } } }"),
    row("Query.users", "aM", "{ users { nodes { name } } }"),
    row("Query.contacts", "aM", "{ contacts { totalCount nodes { id firstName } } }"),
    row("Query.integrations", "oaI", "{ integrations { totalCount nodes { id } } }"),
    row("Query.integration", "oaI", "{ integration { id } }"),
    row("Query.unitIntegrations", "oaI", r#"{ unitIntegrations(unitId: "<unit>") { id } }"#),
    row("Query.units", "oaI", "{ units { id title } }"),
    row("Query.deliveries", "aD", "{ deliveries { totalCount nodes { messageId } } }"),
    row("Query.delivery", "aD", r#"{ delivery(id: "<delivery>") { delivery { state } } }"#),
    row("Query.deliveryAlerts", "aD", "{ deliveryAlerts { kind botId } }"),
    row("Query.broadcast", "aN", r#"{ broadcast(id: "<broadcast>") { text } }"#),
    row("Query.broadcasts", "aN", "{ broadcasts { id text } }"),
    row("Query.auditLog", "a", "{ auditLog { totalCount nodes { act objectId } } }"),
    row("Query.apiKeys", "oaK", "{ apiKeys { totalCount nodes { id name } } }"),
    row("Query.channels", "uoaPC", "{ channels { totalCount nodes { name } } }"),
    row("Query.channel", "oaC", r#"{ channel(id: "<channel-node>") { name } }"#).missing_for("uP"),
    row("Query.channelDispatch", "oaC", r#"{ channelDispatch(id: "<dispatch>") { title } }"#)
        .missing_for("uP"),
    row("Query.telegramChats", "uoaPC", "{ telegramChats { id title } }"),
    row(
        "Mutation.registerTelegram",
        "uoaP",
        r#"mutation { registerTelegram(registration: {username: "<username>"}) { success message } }"#,
    ),
    row("Mutation.testTelegramConnection", "aM", r#"mutation { testTelegramConnection(chatId: "<chat>") }"#)
        .missing_for("uoP"),
    row(
        "Mutation.updateTelegramInfo",
        "",
        r#"mutation { updateTelegramInfo(username: "<username>", chatId: "<chat>") { telegramChatId } }"#,
    )
    .missing_for("uoaP"),
    row(
        "Mutation.sendTelegramNotification",
        "aN",
        r#"mutation { sendTelegramNotification(username: "<username>", message: "x") }"#,
    ),
    row(
        "Mutation.sendTelegramNotification",
        "aN",
        r#"mutation { sendTelegramNotification(userId: <user>, message: "x") }"#,
    ),
    row(
        "Mutation.sendTelegramMessage",
        "aM",
        r#"mutation { sendTelegramMessage(chatId: "<chat>", message: "x") { success } }"#,
    ),
    row("Mutation.createTelegramLink", "uoaP", "mutation { createTelegramLink { expiresAt } }"),
    row("Mutation.unlinkTelegram", "uoaP", "mutation { unlinkTelegram }"),
    row("Mutation.submitLead", "oaL", r#"mutation { submitLead(lead: {name: "x"}) { notice } }"#),
    row(
        "Mutation.notifyUser",
        "aN",
        r#"mutation { notifyUser(userId: "<user>", message: "x", category: "payment") { accepted } }"#,
    ),
    row(
        "Mutation.notifyUser",
        "a",
        r#"mutation { notifyUser(userId: "<user>", message: "x", category: "security", force: true) { accepted } }"#,
    ),
    row(
        "Mutation.updateNotificationPreferences",
        "uoaP",
        "mutation { updateNotificationPreferences(preferences: {}) { mutedUntil } }",
    ),
    row(
        "Mutation.sendMessage",
        "aM",
        r#"mutation { sendMessage(input: {conversationId: "<conversation>", text: "x"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.retryMessage",
        "aM",
        r#"mutation { retryMessage(input: {messageId: "<message>"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.markConversationRead",
        "aM",
        r#"mutation { markConversationRead(input: {conversationId: "<conversation>"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.assignConversation",
        "aM",
        r#"mutation { assignConversation(input: {conversationId: "<conversation>"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.setConversationState",
        "aM",
        r#"mutation { setConversationState(input: {conversationId: "<conversation>", state: OPEN}) { errors { code } } }"#,
    ),
    row("Mutation.createBroadcast", "aN", r#"mutation { createBroadcast(input: {text: "x"}) { state } }"#),
    row("Mutation.cancelBroadcast", "aN", r#"mutation { cancelBroadcast(id: "<broadcast>") { state } }"#),
    row("Mutation.replayDelivery", "aD", r#"mutation { replayDelivery(id: "<delivery>") }"#),
    row("Mutation.cancelDelivery", "aD", r#"mutation { cancelDelivery(id: "<delivery>") }"#),
    row(
        "Mutation.connectIntegration",
        "oaI",
        r#"mutation { connectIntegration(input: {botToken: "this is no token at all"}) { id } }"#,
    ),
    row(
        "Mutation.changeIntegration",
        "oaI",
        r#"mutation { changeIntegration(input: {welcomeMessage: "Hi"}) { isActive } }"#,
    ),
    row("Mutation.testIntegration", "oaI", r#"mutation { testIntegration(chatId: "<chat>") { success } }"#),
    row("Mutation.registerWebhook", "oaI", "mutation { registerWebhook }"),
    row("Mutation.removeWebhook", "oaI", "mutation { removeWebhook }"),
    row(
        "Mutation.connectUnitIntegration",
        "oaI",
        r#"mutation { connectUnitIntegration(input: {unitId: "<unit>", botToken: "this is no token at all"}) { id } }"#,
    ),
    row(
        "Mutation.changeUnitIntegration",
        "oaI",
        r#"mutation { changeUnitIntegration(input: {id: "<integration-node>"}) { isActive } }"#,
    ),
    row(
        "Mutation.createChannel",
        "uoaPC",
        r#"mutation { createChannel(input: {name: "x", chatId: "-1001"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.updateChannel",
        "oaC",
        r#"mutation { updateChannel(input: {id: "<channel-node>", level: 2}) { errors { code } } }"#,
    )
    .missing_for("uP"),
    row(
        "Mutation.enableChannel",
        "oaC",
        r#"mutation { enableChannel(input: {id: "<channel-node>"}) { errors { code } } }"#,
    )
    .missing_for("uP"),
    row(
        "Mutation.disableChannel",
        "oaC",
        r#"mutation { disableChannel(input: {id: "<channel-node>"}) { errors { code } } }"#,
    )
    .missing_for("uP"),
    row(
        "Mutation.testChannel",
        "oaC",
        r#"mutation { testChannel(input: {id: "<channel-node>"}) { errors { code } } }"#,
    )
    .missing_for("uP"),
    row(
        "Mutation.dispatchToChannels",
        "oaC",
        r#"mutation { dispatchToChannels(input: {target: {channelId: "<channel-node>"}, type: INFO, title: "x"}) { errors { code } } }"#,
    )
    .missing_for("uP"),
    row("Mutation.createUnit", "oaI", r#"mutation { createUnit(title: "x") { isDefault } }"#),
    row("Mutation.renameUnit", "oaI", r#"mutation { renameUnit(id: "<unit>", title: "x") { isDefault } }"#),
    row(
        "Mutation.deleteChannel",
        "oaC",
        r#"mutation { deleteChannel(input: {id: "<channel-node>"}) { errors { code } } }"#,
    )
    .missing_for("uP")
    .once(),
    row("Mutation.deleteUnit", "oaI", r#"mutation { deleteUnit(id: "<unit>") }"#).once(),
    row(
        "Mutation.deleteUnitIntegration",
        "oaI",
        r#"mutation { deleteUnitIntegration(id: "<integration-node>") }"#,
    )
    .once(),
    row("Mutation.deleteIntegration", "oaI", "mutation { deleteIntegration }"),
    row(
        "Mutation.createApiKey",
        "oa",
        r#"mutation { createApiKey(input: {name: "x", scopes: [LEADS]}) { errors { code } } }"#,
    ),
    row(
        "Mutation.createApiKey",
        "aK",
        r#"mutation { createApiKey(input: {name: "x", scopes: [KEYS]}) { errors { code } } }"#,
    ),
    row(
        "Mutation.createApiKey",
        "a",
        r#"mutation { createApiKey(input: {name: "x", scopes: [LEADS], userId: "<user>"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.revokeApiKey",
        "oaK",
        r#"mutation { revokeApiKey(input: {id: "<key>"}) { errors { code } } }"#,
    ),
    row(
        "Mutation.revokeApiKey",
        "aK",
        r#"mutation { revokeApiKey(input: {id: "<strong-key>"}) { errors { code } } }"#,
    )
    .missing_for("o"),
    // A cursor that is none ends a stream at once, for those who may follow it.
    row(
        "Subscription.messageReceived",
        "uoaPM",
        r#"subscription { messageReceived(conversationId: "<conversation>", after: "x") { cursor } }"#,
    ),
    row(
        "Subscription.messageStatusChanged",
        "uoaPM",
        r#"subscription { messageStatusChanged(messageId: "<message>", after: "x") { cursor } }"#,
    ),
    row(
        "Subscription.conversationChanged",
        "aM",
        r#"subscription { conversationChanged(conversationId: "<conversation>", after: "x") { cursor } }"#,
    ),
    row("Mutation.eraseUser", "aE", r#"mutation { eraseUser(input: {userId: "<user>"}) { errors { code } } }"#)
        .once(),
];
