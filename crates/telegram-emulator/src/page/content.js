// What is inside of a bubble: text with its entities, and media.
import { element } from "./dom.js";
import { say } from "./words.js";

const tags = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
  expandable_blockquote: "blockquote", spoiler: "mark" };

// A text with its entities; offsets are UTF-16 units, as JavaScript counts.
export function formatted(text, entities, from = 0, to = text.length) {
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
    const node = element(safe ? "a" : tags[entity.type] ?? "span", {}, ...children);
    if (safe) Object.assign(node, { href: url, target: "_blank", rel: "noopener noreferrer" });
    if (!tags[entity.type] && !safe) node.className = `entity ${entity.type}`;
    parts.push(node);
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts;
}

const size = (bytes) => (bytes > 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.ceil((bytes ?? 0) / 1024)} KB`);
const seconds = (count) => `${Math.floor(count / 60)}:${String(count % 60).padStart(2, "0")}`;

function card(icon, title, under, href) {
  const text = element("span", {}, element("b", { textContent: title }), element("small", { textContent: under }));
  const fields = href ? { href, download: title, className: "card" } : { className: "card" };
  return element(href ? "a" : "span", fields, element("span", { className: "icon", textContent: icon, "aria-hidden": "true" }), text);
}

// The media of a message, or null for a text. Content that is newer than this page shows its name.
export function media(seen) {
  const { kind, raw } = seen;
  const body = raw[kind];
  const file = (it) => `/_sim/files/${encodeURIComponent(it.file_id)}`;
  switch (kind) {
    case "text": return null;
    case "photo": {
      const largest = body.at(-1);
      return element("img", { src: file(largest), alt: say("kinds.photo"), loading: "lazy", width: 320, height: 180 });
    }
    case "sticker": return element("span", { className: "big", textContent: body.emoji ?? "🙂" });
    case "dice": return element("span", { className: "big", textContent: `${body.emoji} ${body.value}` });
    case "document": return card("📄", body.file_name ?? say("kinds.document"), size(body.file_size), file(body));
    case "voice": return card("🎤", say("kinds.voice"), seconds(body.duration), file(body));
    case "audio": return card("🎵", body.title ?? body.file_name ?? say("kinds.audio"), `${body.performer ?? ""} ${seconds(body.duration)}`, file(body));
    case "video": case "animation": case "video_note":
      return element("span", { className: `clip ${kind}` }, element("span", { textContent: "▶", "aria-hidden": "true" }),
        element("small", { textContent: `${say(`kinds.${kind}`)} ${seconds(body.duration)}` }));
    case "location": return card("📍", say("kinds.location"), `${body.latitude.toFixed(4)}, ${body.longitude.toFixed(4)}`);
    case "contact": return card("👤", body.first_name, body.phone_number);
    case "poll":
      return element("span", { className: "poll" }, element("b", { textContent: body.question }),
        ...body.options.map((option) => element("span", { textContent: `○ ${option.text}` })));
    default: return element("span", { className: "kind", textContent: `[${kind}]` });
  }
}

// A message in a few words.
export const gist = (seen) => (seen.text || say(`kinds.${seen.kind}`) || (say(`service.${seen.kind}`) ? `${seen.from.name} ${say(`service.${seen.kind}`)}` : `[${seen.kind}]`)).slice(0, 80);

// What a service message says, or null for any other.
export function service(seen) {
  const words = say(`service.${seen.kind}`);
  if (!words) return null;
  const body = seen.raw[seen.kind];
  const detail = Array.isArray(body) ? body.map((one) => one.first_name).join(", ") : body.name ?? "";
  return `${seen.from.name} ${words} ${detail}`.trim();
}
