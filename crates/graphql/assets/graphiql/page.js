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
  [
    `# What people write, as it comes: press play, then write to the bot. With the last cursor in
# "after" nothing is missed in between.
subscription MessageReceived($after: String) {
  messageReceived(after: $after) { cursor happenedAt message { text contact { firstName } } }
}`,
    { after: null },
  ],
];

// Whether the operation that will run is a subscription.
function subscribes(request, document) {
  const operations = (document?.definitions ?? []).filter(({ kind }) => kind === "OperationDefinition");
  const chosen = operations.find(({ name }) => name?.value === request.operationName) ?? operations[0];
  return chosen?.operation === "subscription";
}

function post(request, headers, accept) {
  return fetch(location.pathname, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(request),
  });
}

// The responses of a stream of events, as they come. Left early, the stream is closed.
async function* follow(request, headers) {
  const response = await post(request, headers, "text/event-stream");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let text = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const lines = text.slice(0, end).split("\n");
        const data = lines.find((line) => line.startsWith("data:"))?.slice(5).trim();
        if (lines[0] === "event: complete") return;
        if (data) yield JSON.parse(data);
      }
    }
  } finally {
    await reader.cancel();
  }
}

async function fetcher(request, options) {
  if (subscribes(request, options?.documentAST)) return follow(request, options?.headers);
  return (await post(request, options?.headers, "application/json")).json();
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
