// The page: one phone for each person, the bots' calls and the faults beside them.
// A server-sent event says that something changed; then the state and the open chats are fetched anew.
import { button, call, element } from "./dom.js";
import { forgetCalls, showCalls, showFaults } from "./panel.js";
import { Phone } from "./phone.js";
import { language, say, switchLanguage } from "./words.js";

const phones = new Map(); // user id → Phone
const place = document.querySelector("#phones");
const tabs = document.querySelector("#tabs");
let view = null; // on a narrow screen: the user's id, or "log"

async function fetchState() {
  const state = await call("state");
  state.name = (id) => (state.users.find((one) => one.id === id) ?? state.bots.find((one) => one.id === id))?.name ?? String(id);
  return state;
}

function showTabs() {
  if (view !== "log" && !phones.has(view)) view = phones.keys().next().value ?? "log";
  const tab = (key, name) => button(name, () => { view = key; showTabs(); }, { "aria-pressed": String(view === key) });
  tabs.replaceChildren(...[...phones].map(([id, phone]) => tab(id, phone.user.name)), tab("log", say("log")));
  for (const [id, phone] of phones) phone.root.classList.toggle("away", view !== id);
  document.querySelector("aside").classList.toggle("away", view !== "log");
}

async function show() {
  const state = await fetchState();
  const users = new Map(state.users.map((user) => [user.id, user]));
  for (const [id, phone] of phones) {
    if (!users.has(id)) {
      phone.root.remove();
      phones.delete(id);
    }
  }
  for (const user of state.users) {
    if (!phones.has(user.id)) {
      const phone = new Phone(user);
      phones.set(user.id, phone);
      place.append(phone.root);
    }
    phones.get(user.id).user = user;
  }
  place.dataset.empty = phones.size ? "" : say("empty");
  showTabs();
  await Promise.all([...phones.values()].map((phone) => phone.render(state)));
  await showCalls(state.name);
  // Nothing tells when somebody stopped typing.
  if (state.chats.some((chat) => chat.action)) setTimeout(refresh, 1500);
}

let running = false;
let again = false;
async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  do {
    again = false;
    await show().catch((error) => console.warn(error));
  } while (again);
  running = false;
}

function translate() {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  document.querySelector("#language").textContent = say("other");
  const name = document.querySelector("#newcomer input");
  name.placeholder = say("newcomer");
  name.setAttribute("aria-label", say("newcomer"));
  forgetCalls();
  showFaults();
  refresh();
}

document.querySelector("#language").addEventListener("click", () => {
  switchLanguage();
  translate();
});
document.querySelector("#newcomer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = event.target.elements.name;
  const [first_name, ...rest] = input.value.trim().split(/\s+/);
  input.value = "";
  if (first_name) await call("users", { first_name, last_name: rest.join(" ") || undefined, language_code: language });
});
// Alt and a digit: to that phone.
document.addEventListener("keydown", (event) => {
  const phone = event.altKey && /^Digit[1-9]$/.test(event.code) && [...phones.values()][Number(event.code.at(-1)) - 1];
  if (!phone) return;
  event.preventDefault();
  view = phone.user.id;
  showTabs();
  (phone.open ? phone.composer.input : phone.chats.querySelector("button"))?.focus();
});
const events = new EventSource("/_sim/events");
events.onmessage = refresh;
events.onopen = () => { showFaults(); refresh(); };
translate();
