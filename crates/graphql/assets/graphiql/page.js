// Mounts GraphiQL with one tab for each operation of the contract. A token may be handed over in the address as
// `#token=…`: a fragment never reaches the server or its logs, and it is taken out of the address at once.
"use strict";

const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token) history.replaceState(null, "", location.pathname + location.search);
const headers = JSON.stringify({ Authorization: `Bearer ${token ?? ""}` }, null, 2);

const operations = [
  [
    `# Press /start in the chat with the bot: it sends a six-digit code.
mutation RegisterTelegram($registration: TelegramRegistration!) {
  registerTelegram(registration: $registration) { success message }
}`,
    { registration: { username: "ada", verificationCode: "123456" } },
  ],
  [
    `# Sends a short message to your linked chat and waits for Telegram's answer.
mutation TestTelegramConnection($chatId: String!) {
  testTelegramConnection(chatId: $chatId)
}`,
    { chatId: "1001" },
  ],
  [
    `# Confirms what is stored for your own linked chat. It never links.
mutation UpdateTelegramInfo($username: String!, $chatId: String!) {
  updateTelegramInfo(username: $username, chatId: $chatId) { telegramUsername telegramChatId }
}`,
    { username: "ada", chatId: "1001" },
  ],
  [
    `# For admins. Exactly one of userId and username.
mutation SendTelegramNotification($userId: Int, $username: String, $message: String!) {
  sendTelegramNotification(userId: $userId, username: $username, message: $message)
}`,
    { userId: 1, message: "Your order is on its way." },
  ],
  [
    `# Your own messages, newest first; an admin may read anybody's.
query GetTelegramMessages($userId: ID!, $page: Int, $size: Int) {
  getTelegramMessages(userId: $userId, page: $page, size: $size) {
    id message timestamp direction status adminUsername
  }
}`,
    { userId: "1", page: 0, size: 20 },
  ],
];

async function fetcher(request, options) {
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: { ...options?.headers, "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(request),
  });
  return response.json();
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: operations.map(([query, variables]) => ({
      query,
      variables: JSON.stringify(variables, null, 2),
      headers,
    })),
    defaultHeaders: headers,
    defaultEditorToolsVisibility: true,
    shouldPersistHeaders: false,
  }),
);
