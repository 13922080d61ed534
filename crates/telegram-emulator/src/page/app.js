// The page: one phone for each person, each open at one chat; the bots' calls beside them.
// A server-sent event says that something changed; then the state and the open chats are fetched anew.
import { words } from "./words.js";

const stored = localStorage.getItem("language");
let language = stored in words ? stored : navigator.language.startsWith("ru") ? "ru" : "en";
const say = (key) => words[language][key];
const phones = new Map(); // user id → {user, root, seat, replyTo, shown}
let state = { users: [], bots: [], chats: [] };
let lastCall = 0;

const element = (tag, fields = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), fields);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

async function call(path, body, method) {
  const options = body ? { method: method ?? "POST", body: JSON.stringify(body) } : {};
  const response = await fetch(`/_sim/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const nameOf = (id) => (state.users.find((u) => u.id === id) ?? state.bots.find((b) => b.id === id))?.name ?? String(id);

// The chats that a person can open: one with each bot, and the groups.
function seats(user) {
  const own = (chat) => chat.user === user.id || chat.members?.includes(user.id);
  const open = state.chats.filter(own).map((chat) =>
    chat.chat
      ? { key: `g${chat.chat}`, seat: { user: user.id, chat: chat.chat }, title: chat.title, chat }
      : { key: `b${chat.bot}`, seat: { user: user.id, bot: chat.bot }, title: nameOf(chat.bot), chat });
  const fresh = state.bots
    .filter((bot) => !open.some((entry) => entry.key === `b${bot.id}`))
    .map((bot) => ({ key: `b${bot.id}`, seat: { user: user.id, bot: bot.id }, title: bot.name, chat: null }));
  return [...open, ...fresh];
}

function makePhone(user) {
  const phone = { user, key: null, replyTo: null, shown: "" };
  const input = element("textarea", { rows: 1 });
  const submit = async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    try {
      await call("say", { ...phone.entry.seat, text, reply_to: phone.replyTo });
      input.value = "";
      setReply(phone, null);
    } catch (error) {
      complain(phone, error);
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  phone.input = input;
  phone.picker = element("select", { onchange: () => { phone.key = phone.picker.value; setReply(phone, null); phone.shown = ""; refresh(); } });
  phone.block = element("button", { type: "button", className: "quiet", onclick: () => toggleBlock(phone) });
  phone.list = element("ol", { className: "messages", tabIndex: 0 });
  phone.note = element("p", { className: "note" });
  phone.quote = element("p", { className: "quote", hidden: true });
  phone.send = element("button", { type: "submit" });
  phone.name = element("h2");
  phone.root = element("section", { className: "phone" },
    element("div", { className: "bar" }, phone.name, element("div", { className: "tools" }, phone.picker, phone.block)),
    phone.list, phone.note, phone.quote,
    element("form", { onsubmit: submit }, input, phone.send));
  document.querySelector("#phones").append(phone.root);
  return phone;
}

function setReply(phone, seen) {
  phone.replyTo = seen?.message_id ?? null;
  phone.quote.hidden = !seen;
  if (!seen) return;
  phone.quote.replaceChildren(`${say("replying")} “${gist(seen)}” `,
    element("button", { type: "button", className: "quiet", textContent: say("cancel"), onclick: () => setReply(phone, null) }));
  phone.input.focus();
}

function complain(phone, error) {
  phone.note.textContent = say("failed") + error.message;
}

async function toggleBlock(phone) {
  try {
    await call(phone.entry.chat?.blocked ? "unblock" : "block", phone.entry.seat);
  } catch (error) {
    complain(phone, error);
  }
}

const gist = (seen) => (seen.text || `[${seen.kind}]`).slice(0, 60);
const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

const styles = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", spoiler: "mark" };

// A text with its entities; offsets are UTF-16 units, as JavaScript counts.
function formatted(text, entities, from = 0, to = text.length) {
  const parts = [];
  let at = from;
  const inside = entities.filter((e) => e.offset >= from && e.offset + e.length <= to && e.length > 0);
  while (inside.length) {
    const entity = inside.shift();
    if (entity.offset < at) continue;
    const end = entity.offset + entity.length;
    parts.push(text.slice(at, entity.offset));
    const nested = inside.filter((e) => e.offset >= entity.offset && e.offset + e.length <= end);
    const children = formatted(text, nested, entity.offset, end);
    const url = entity.type === "text_link" ? entity.url : entity.type === "url" ? text.slice(entity.offset, end) : null;
    const safe = url && /^https?:/i.test(url);
    const node = element(safe ? "a" : styles[entity.type] ?? "span", {}, ...children);
    if (safe) Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer" });
    if (!styles[entity.type] && !safe) node.className = `entity ${entity.type}`;
    parts.push(node);
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts;
}

function bubble(phone, seen, all) {
  const mine = seen.from.id === phone.user.id;
  const target = seen.reply_to && (all.find((other) => other.message_id === seen.reply_to) ?? { text: say("deleted") });
  const origin = seen.raw.forward_origin?.sender_user?.first_name ?? seen.raw.forward_origin?.sender_user_name;
  const body = element("div", { className: "bubble" },
    mine ? null : element("strong", { textContent: seen.from.name }),
    origin ? element("em", { textContent: `→ ${origin}` }) : null,
    target ? element("p", { className: "target", textContent: gist(target) }) : null,
    seen.kind === "text" ? null : element("span", { className: "kind", textContent: `[${seen.kind}]` }),
    element("div", { className: "text", dir: "auto" }, ...formatted(seen.text, seen.entities)),
    element("footer", {},
      seen.reactions.length ? element("span", { textContent: seen.reactions.join(" ") }) : null,
      element("span", { textContent: (seen.edit_date ? `${say("edited")} ` : "") + time(seen.date) }),
      element("button", { type: "button", className: "quiet", textContent: say("reply"), onclick: () => setReply(phone, seen) })));
  const keyboard = seen.buttons.map((row) => element("div", { className: "row" }, ...row.map((button) => {
    const press = async () => {
      try {
        const answer = await call("press", { ...phone.entry.seat, message_id: seen.message_id, button: button.data, wait: 5 });
        phone.note.textContent = answer.answer?.text ?? "";
      } catch (error) {
        complain(phone, error);
      }
    };
    const open = () => window.open(button.url, "_blank", "noopener");
    const usable = button.data !== undefined || /^https?:/i.test(button.url ?? "");
    return element("button", { type: "button", textContent: button.text, disabled: !usable, onclick: button.data !== undefined ? press : open });
  })));
  return element("li", { className: mine ? "mine" : seen.from.is_bot ? "bot" : "theirs" }, body, ...keyboard);
}

async function showChat(phone) {
  const list = seats(phone.user);
  phone.entry = list.find((entry) => entry.key === phone.key) ?? list.find((entry) => entry.chat) ?? list[0];
  if (!phone.entry) return;
  phone.key = phone.entry.key;
  phone.name.textContent = phone.user.name + (phone.user.username ? ` @${phone.user.username}` : "");
  phone.picker.setAttribute("aria-label", say("chat"));
  phone.picker.replaceChildren(...list.map((entry) => element("option", { value: entry.key, textContent: entry.title, selected: entry.key === phone.key })));
  const chat = phone.entry.chat;
  phone.block.hidden = !phone.entry.seat.bot;
  phone.block.textContent = say(chat?.blocked ? "unblock" : "block");
  phone.input.placeholder = `${say("write")} ${phone.user.name}`;
  phone.input.setAttribute("aria-label", phone.input.placeholder);
  phone.send.textContent = say("send");
  phone.input.disabled = phone.send.disabled = Boolean(chat?.blocked || phone.user.deactivated);
  if (chat?.blocked) phone.note.textContent = say("blocked");
  else if (chat?.action) phone.note.textContent = `${nameOf(chat.action.bot)} ${say("typing")}`;
  else if (phone.note.textContent.endsWith(say("typing")) || phone.note.textContent === say("blocked")) phone.note.textContent = "";
  const stamp = `${phone.key} ${chat?.version ?? 0} ${language}`;
  if (stamp === phone.shown) return;
  phone.shown = stamp;
  const messages = chat ? (await call(`transcript?${new URLSearchParams(phone.entry.seat)}`)).messages : [];
  const atEnd = phone.list.scrollHeight - phone.list.scrollTop - phone.list.clientHeight < 80;
  phone.list.replaceChildren(...messages.map((seen) => bubble(phone, seen, messages)));
  if (!messages.length) phone.list.append(element("li", { className: "empty", textContent: say("quiet") }));
  if (atEnd || messages.at(-1)?.from.id === phone.user.id) phone.list.scrollTop = phone.list.scrollHeight;
}

async function showCalls() {
  const log = document.querySelector("#calls ol");
  const { calls, last } = await call(`calls?after=${lastCall}`);
  lastCall = last;
  for (const entry of calls) {
    if (entry.method === "getUpdates" && !entry.answer.result?.length) continue;
    const line = element("summary", {}, element("b", { textContent: entry.method }),
      ` ${nameOf(entry.bot)} `, element("span", { className: entry.status === 200 ? "good" : "bad", textContent: entry.fault ?? entry.status }),
      ` ${entry.took_ms} ms`);
    const details = JSON.stringify({ params: entry.params, answer: entry.answer }, null, 1);
    log.prepend(element("li", {}, element("details", {}, line, element("pre", { textContent: details }))));
  }
  while (log.children.length > 100) log.lastChild.remove();
}

let running = false;
let again = false;
async function refresh() {
  if (running) { again = true; return; }
  running = true;
  try {
    do {
      again = false;
      state = await call("state");
      const users = new Set(state.users.map((user) => user.id));
      for (const [id, phone] of phones) if (!users.has(id)) { phone.root.remove(); phones.delete(id); }
      document.querySelector("#phones").classList.toggle("nobody", !users.size);
      document.querySelector("#phones").dataset.empty = say("empty");
      for (const user of state.users) {
        if (!phones.has(user.id)) phones.set(user.id, makePhone(user));
        const phone = phones.get(user.id);
        phone.user = user;
        await showChat(phone);
      }
      await showCalls();
    } while (again);
  } catch (error) {
    console.warn(error);
  } finally {
    running = false;
  }
}

function translate() {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  document.querySelector("#language").textContent = say("other");
  refresh();
}

document.querySelector("#language").addEventListener("click", () => {
  language = language === "en" ? "ru" : "en";
  localStorage.setItem("language", language);
  translate();
});
const events = new EventSource("/_sim/events");
events.onmessage = refresh;
events.onopen = refresh;
translate();
