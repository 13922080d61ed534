// Where a person writes: the text, what it answers or replaces, attachments, and the keyboard that a bot offers.
import { button, call, element } from "./dom.js";
import { gist } from "./content.js";
import { say } from "./words.js";

const MEDIA = ["photo", "album", "document", "voice", "video", "sticker", "location", "contact", "dice"];

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.target = null; // {seen, edits}
    this.quote = element("p", { className: "quote", hidden: true });
    this.keys = element("div", { className: "keys" });
    this.input = element("textarea", { rows: 1 });
    this.attach = element("select", { className: "attach", onchange: () => this.attachKind() });
    this.file = element("input", { type: "file", hidden: true, onchange: () => this.upload() });
    this.submit = element("button", { type: "submit", textContent: "➤" });
    this.form = element("form", { onsubmit: (event) => this.write(event) }, this.attach, this.file, this.input, this.submit);
    this.root = element("div", { className: "composer" }, this.quote, this.keys, this.form);
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.write(event);
      if (event.key === "ArrowUp" && !this.input.value) this.rewriteLast(event);
    });
  }

  get busy() { return Boolean(this.target); }

  reset() {
    if (this.target?.edits) this.input.value = "";
    this.target = null;
    this.quote.hidden = true;
  }

  answer(seen) { this.aim({ seen, edits: false }); }

  rewrite(seen) {
    this.input.value = seen.text;
    this.aim({ seen, edits: true });
  }

  // As in Telegram's apps: the up arrow in an empty field edits the last own message.
  rewriteLast(event) {
    const own = [...this.phone.list.querySelectorAll("li.mine")].at(-1);
    if (!own) return;
    event.preventDefault();
    const id = Number(own.dataset.message);
    call(`transcript?${new URLSearchParams(this.phone.entry.seat)}`).then(({ messages }) => {
      const seen = messages.find((one) => one.message_id === id && one.kind === "text");
      if (seen) this.rewrite(seen);
    });
  }

  aim(target) {
    this.target = target;
    this.quote.hidden = false;
    this.quote.replaceChildren(`${say(target.edits ? "editing" : "replying")}: ${gist(target.seen)} `,
      button(say("cancel"), () => this.reset(), { className: "quiet" }));
    this.input.focus();
  }

  async write(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    await this.phone.attempt(async () => {
      const { seen, edits } = this.target ?? {};
      if (edits) await call("edit", { ...this.phone.seat, message_id: seen.message_id, text });
      else await call("say", { ...this.phone.seat, text, reply_to: seen?.message_id });
      this.input.value = "";
      this.target = null;
      this.quote.hidden = true;
      this.phone.tell("");
    });
  }

  attachKind() {
    const kind = this.attach.value;
    this.attach.value = "";
    if (kind === "document") this.file.click();
    else if (kind) this.send(kind);
  }

  send(kind, more = {}) {
    const seat = this.phone.seat;
    const caption = this.input.value.trim() || undefined;
    this.phone.attempt(async () => {
      if (kind === "album") await call("album", { ...seat, items: ["photo", "photo", "photo"], caption });
      else await call("send", { ...seat, kind, caption: ["sticker", "location", "contact", "dice"].includes(kind) ? undefined : caption,
        reply_to: this.target?.edits ? undefined : this.target?.seen.message_id, ...more });
      this.input.value = "";
      this.reset();
    });
  }

  // A real file; pictures go as photos.
  async upload() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
    const kind = file.type.startsWith("image/") ? "photo" : "document";
    this.send(kind, { file_name: file.name, content: btoa(binary) });
  }

  showKeyboard(rows) {
    this.keys.replaceChildren(...rows.map((row) => element("div", { className: "row" },
      ...row.map((text) => button(text, () => this.phone.attempt(() => call("say", { ...this.phone.seat, text })))))));
  }

  render(obstacle) {
    const { name } = this.phone.user;
    this.input.placeholder = `${say("write")} ${name.split(" ")[0]}`;
    this.input.setAttribute("aria-label", `${say("write")} ${name}`);
    this.submit.setAttribute("aria-label", say("send"));
    this.attach.setAttribute("aria-label", say("attach"));
    this.attach.replaceChildren(element("option", { value: "", textContent: "📎" }),
      ...MEDIA.map((kind) => element("option", { value: kind, textContent: say(`kinds.${kind}`) })));
    for (const part of [this.input, this.submit, this.attach]) part.disabled = Boolean(obstacle);
    if (obstacle) this.phone.tell(obstacle);
    else if (this.obstacle) this.phone.tell("");
    this.obstacle = obstacle;
  }
}
