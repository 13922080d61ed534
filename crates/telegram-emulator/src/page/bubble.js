// One message, or one album, as it stands in a chat.
import { button, call, element, hue } from "./dom.js";
import { formatted, gist, media, service } from "./content.js";
import { language, say } from "./words.js";

const REACTIONS = ["👍", "❤", "🔥", "😁", "👎"];

const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

// Messages in reading order, those of one album together.
export function grouped(messages) {
  const groups = [];
  for (const seen of messages) {
    const last = groups.at(-1);
    if (seen.album && last?.[0].album === seen.album && last[0].from.id === seen.from.id) last.push(seen);
    else groups.push([seen]);
  }
  return groups;
}

// `phone` knows the chat that is open and does what is asked; `all` is the whole chat.
export function bubble(phone, group, all) {
  const [seen] = group;
  const told = service(seen);
  if (told) return element("li", { className: "service" }, element("span", { textContent: told }));
  const mine = seen.from.id === phone.user.id;
  const captioned = group.find((item) => item.text) ?? seen;
  const pictures = group.map(media).filter(Boolean);
  const body = element("div", { className: "bubble" },
    mine ? null : element("strong", { textContent: seen.from.name, ...hue(seen.from.id) }),
    origin(seen), answered(seen, all),
    pictures.length ? element("div", { className: group.length > 1 ? "media album" : "media" }, ...pictures) : null,
    captioned.text ? element("div", { className: "text", dir: "auto" }, ...formatted(captioned.text, captioned.entities)) : null,
    footer(phone, group, mine));
  const item = element("li", { className: mine ? "mine" : seen.from.is_bot ? "bot" : "theirs" }, body, ...keyboard(phone, seen));
  item.dataset.message = seen.message_id;
  return item;
}

function origin(seen) {
  const from = seen.raw.forward_origin;
  const name = from?.sender_user?.first_name ?? from?.sender_user_name;
  return name ? element("em", { textContent: `${say("forwarded")} ${name}` }) : null;
}

function answered(seen, all) {
  if (!seen.reply_to) return null;
  const target = all.find((other) => other.message_id === seen.reply_to);
  const words = seen.raw.quote?.text ?? (target ? gist(target) : say("deleted"));
  return element("p", { className: "target" }, element("b", { textContent: target?.from.name ?? "" }), words);
}

function footer(phone, group, mine) {
  const seen = group[0];
  const waits = group.some((item) => phone.waiting.has(item.message_id));
  const ticks = mine ? element("span", { className: waits ? "ticks" : "ticks read", textContent: waits ? "✓" : "✓✓",
    title: say(waits ? "waiting" : "taken"), "aria-label": say(waits ? "waiting" : "taken") }) : null;
  const more = button("⋯", () => { actions.hidden = !actions.hidden; more.setAttribute("aria-expanded", String(!actions.hidden)); },
    { className: "quiet", "aria-label": say("actions"), "aria-expanded": "false" });
  const actions = element("span", { className: "actions", hidden: true },
    ...REACTIONS.map((emoji) => button(emoji, () => phone.react(seen, emoji), { className: "quiet" })),
    button(say("reply"), () => phone.reply(seen), { className: "quiet" }),
    mine && seen.kind === "text" ? button(say("edit"), () => phone.edit(seen), { className: "quiet" }) : null,
    mine ? button(say("remove"), () => phone.remove(group), { className: "quiet" }) : null);
  const reactions = group.flatMap((item) => item.reactions);
  return element("footer", {}, actions,
    reactions.length ? element("span", { className: "reactions", textContent: reactions.join(" ") }) : null,
    element("span", { textContent: `${seen.edit_date ? `${say("edited")} ` : ""}${time(seen.date)}` }), ticks, more);
}

function keyboard(phone, seen) {
  return seen.buttons.map((row) => element("div", { className: "row" }, ...row.map((one) => {
    const press = () => phone.attempt(async () => {
      const { answer } = await call("press", { ...phone.seat, message_id: seen.message_id, button: one.data, wait: 5 });
      if (answer?.show_alert) alert(answer.text);
      else phone.tell(answer?.text ?? "");
    });
    const open = () => window.open(one.url, "_blank", "noopener");
    const usable = one.data !== undefined || /^https?:/i.test(one.url ?? "");
    return button(one.url ? `${one.text} ↗` : one.text, one.data !== undefined ? press : open, { disabled: !usable });
  })));
}
