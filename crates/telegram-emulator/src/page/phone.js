// A person's phone: the list of chats, or the chat that is open.
import { button, call, element, hue, initials } from "./dom.js";
import { bubble, grouped } from "./bubble.js";
import { gist } from "./content.js";
import { Composer } from "./composer.js";
import { language, say } from "./words.js";

export class Phone {
  constructor(user) {
    this.user = user;
    this.open = null; // the key of the open chat
    this.thread = null; // the open topic; null is General
    this.shown = "";
    this.waiting = new Set();
    this.title = element("h2");
    this.under = element("small");
    this.back = button("‹", () => this.go(null), { className: "quiet back" });
    this.block = button("", () => this.attempt(() => call(this.chat?.blocked ? "unblock" : "block", this.seat)), { className: "quiet" });
    this.topics = element("div", { className: "topics" });
    this.list = element("ol", { className: "messages", tabIndex: 0 });
    this.chats = element("ul", { className: "chats" });
    this.note = element("p", { className: "note", role: "status" });
    this.composer = new Composer(this);
    this.root = element("section", { className: "phone" },
      element("div", { className: "bar" }, this.back, element("div", { className: "names" }, this.title, this.under), this.block),
      this.topics, this.chats, this.list, this.note, this.composer.root);
    // The end stays in sight until somebody scrolls up: also when a picture arrives or the phone changes its size.
    this.atEnd = true;
    this.height = 0;
    this.list.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.list;
      // Being hidden, shown or resized scrolls too, but nobody meant it.
      if (clientHeight === this.height) this.atEnd = scrollHeight - scrollTop - clientHeight < 60;
    });
    this.list.addEventListener("load", () => this.stick(), true);
    new ResizeObserver(() => {
      this.height = this.list.clientHeight;
      this.stick();
    }).observe(this.list);
    this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.escape(); });
  }

  // The chats that this person can open: one with each bot, and the groups.
  entries(state) {
    const id = this.user.id;
    const own = state.chats.filter((chat) => chat.user === id || chat.members?.includes(id)).map((chat) => (chat.chat
      ? { key: `g${chat.chat}`, seat: { user: id, chat: chat.chat }, title: chat.title, chat, id: chat.chat }
      : { key: `b${chat.bot}`, seat: { user: id, bot: chat.bot }, title: state.name(chat.bot), chat, id: chat.bot }));
    const fresh = state.bots.filter((bot) => !own.some((entry) => entry.key === `b${bot.id}`))
      .map((bot) => ({ key: `b${bot.id}`, seat: { user: id, bot: bot.id }, title: bot.name, chat: null, id: bot.id }));
    const newest = (entry) => entry.chat?.last?.date ?? 0;
    return [...own, ...fresh].sort((one, two) => newest(two) - newest(one));
  }

  get chat() { return this.entry?.chat; }

  get seat() { return this.thread ? { ...this.entry.seat, thread: this.thread } : this.entry.seat; }

  go(key) {
    this.open = key;
    this.thread = null;
    this.shown = "";
    this.atEnd = true;
    this.composer.reset();
    this.tell("");
    this.render().then(() => (key ? this.composer.input : this.chats.querySelector("button"))?.focus());
  }

  escape() {
    if (this.composer.busy) this.composer.reset();
    else if (this.open) this.go(null);
  }

  stick() {
    if (this.atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  tell(text) { this.note.textContent = text; }

  async attempt(action) {
    try {
      await action();
    } catch (error) {
      this.tell(say("failed") + error.message);
    }
  }

  reply(seen) { this.composer.answer(seen); }

  edit(seen) { this.composer.rewrite(seen); }

  remove(group) {
    this.attempt(async () => { for (const { message_id } of group) await call("delete", { ...this.seat, message_id }); });
  }

  react(seen, emoji) {
    const again = this.reacted?.id === seen.message_id && this.reacted.emoji === emoji;
    this.reacted = again ? null : { id: seen.message_id, emoji };
    this.attempt(() => call("react", { ...this.seat, message_id: seen.message_id, emoji: again ? [] : [emoji] }));
  }

  async render(state = this.state) {
    this.state = state;
    const entries = this.entries(state);
    // A person with one chat only does not need a list.
    if (this.open === null && !this.met && entries.length === 1) this.open = entries[0].key;
    this.met = true;
    this.entry = entries.find((entry) => entry.key === this.open);
    const open = Boolean(this.entry);
    for (const part of [this.list, this.composer.root, this.topics, this.block, this.back]) part.hidden = !open;
    this.chats.hidden = open;
    this.root.setAttribute("aria-label", this.user.name);
    const owner = this.user.name + (this.user.username ? ` @${this.user.username}` : "");
    this.title.textContent = open ? this.entry.title : owner;
    this.back.setAttribute("aria-label", say("back"));
    if (!open) {
      this.under.textContent = entries.length ? say("chats") : say("noBots");
      this.showChats(entries);
      return;
    }
    this.under.textContent = `${this.standing()} · ${owner}`;
    this.block.hidden = !this.entry.seat.bot;
    this.block.textContent = say(this.chat?.blocked ? "unblock" : "block");
    this.showTopics();
    this.composer.render(this.obstacle());
    await this.showMessages();
  }

  standing() {
    const { action, members } = this.chat ?? {};
    if (action) return `${this.state.name(action.bot)} ${say(`doing.${action.action}`) ?? say("doing.other")}`;
    return this.entry.seat.bot ? say("bot") : say("members")(members.length);
  }

  // Why nothing can be written here now.
  obstacle() {
    if (this.user.deactivated) return say("deactivated");
    if (this.chat?.blocked) return say("blocked");
    if (this.chat?.migrated_to) return say("gone");
    const topic = this.chat?.topics?.find((one) => one.thread === this.thread);
    return topic?.closed && this.chat.members[0] !== this.user.id ? say("closed") : null;
  }

  showChats(entries) {
    const held = this.chats.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.chats.replaceChildren(...entries.map((entry) => {
      const last = entry.chat?.last;
      const when = last ? new Date(last.date * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" }) : "";
      const names = element("span", { className: "names" }, element("b", { textContent: entry.title }),
        element("small", { textContent: last ? gist(last) : say("unread") }));
      const open = element("button", { type: "button", onclick: () => this.go(entry.key) },
        element("span", { className: "avatar", textContent: initials(entry.title), "aria-hidden": "true", ...hue(entry.id) }),
        names, element("time", { textContent: when }));
      open.dataset.key = entry.key;
      return element("li", {}, open);
    }));
    if (held) this.chats.querySelector(`[data-key="${held}"]`)?.focus();
  }

  showTopics() {
    this.topics.hidden = !this.chat?.forum;
    if (this.topics.hidden) return;
    const chip = (thread, name, closed) => button(closed ? `${name} 🔒` : name, () => {
      this.thread = thread;
      this.shown = "";
      this.render();
    }, { className: "chip", "aria-pressed": String(this.thread === thread) });
    const known = this.chat.topics.some((topic) => topic.thread === this.thread);
    if (!known) this.thread = null;
    this.topics.setAttribute("aria-label", say("topics"));
    this.topics.replaceChildren(chip(null, say("general"), false),
      ...this.chat.topics.map((topic) => chip(topic.thread, topic.name, topic.closed)));
  }

  async showMessages() {
    this.waiting = new Set(this.chat?.waiting ?? []);
    const stamp = [this.open, this.thread, this.chat?.version ?? 0, language, ...this.waiting].join(" ");
    if (stamp === this.shown) return;
    this.shown = stamp;
    const all = this.chat ? (await call(`transcript?${new URLSearchParams(this.entry.seat)}`)).messages : [];
    if (stamp !== this.shown) return;
    const messages = this.chat?.forum ? all.filter((seen) => (seen.thread ?? null) === this.thread) : all;
    this.list.replaceChildren(...grouped(messages).map((group) => bubble(this, group, all)));
    if (!messages.length) this.list.append(element("li", { className: "service" }, element("span", { textContent: say("quiet") })));
    const keyboard = messages.findLast((seen) => seen.keyboard)?.keyboard ?? [];
    this.composer.showKeyboard(keyboard);
    this.atEnd ||= messages.at(-1)?.from.id === this.user.id;
    this.stick();
  }
}
