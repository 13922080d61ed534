// Beside the phones: the switches for faults, and the log of the bots' calls.
import { call, element } from "./dom.js";
import { language, say } from "./words.js";

const FAULTS = [
  { kind: "delay", ms: 2000 }, { kind: "too_many_requests", retry_after: 5 }, { kind: "server_error", status: 502, html: true },
  { kind: "reset_before" }, { kind: "reset_after" }, { kind: "truncate_after" },
  { kind: "duplicate_update" }, { kind: "reorder_update" }, { kind: "unknown_update" },
];
const SHOWN = 200;

let lastCall = 0;

export async function showFaults() {
  const { faults } = await call("faults");
  const list = document.querySelector("#faults ul");
  const held = list.contains(document.activeElement) ? document.activeElement.value : null;
  list.replaceChildren(...FAULTS.map((fault) => {
    const active = faults.filter((one) => one.fault.kind === fault.kind);
    const toggle = async () => {
      if (box.checked) await call("faults", fault);
      else for (const { id } of active) await call(`faults/${id}`, null, "DELETE");
      await showFaults();
    };
    const box = element("input", { type: "checkbox", role: "switch", value: fault.kind, checked: active.length > 0, onchange: toggle });
    return element("li", {}, element("label", {}, box, element("span", { textContent: say(`fault.${fault.kind}`) })));
  }));
  if (held) list.querySelector(`[value="${held}"]`)?.focus();
}

const pretty = (value) => JSON.stringify(value, null, 2);

function line(entry, name) {
  const good = entry.status === 200;
  const chip = element("span", { className: good ? "status good" : "status bad", textContent: entry.status || say("cut") });
  const when = new Date(entry.at_ms).toLocaleTimeString(language);
  const words = entry.answer.description ?? entry.params.text ?? entry.params.caption ?? "";
  return element("li", {}, element("details", {},
    element("summary", {}, chip, element("b", { textContent: entry.method }), element("span", { className: "latency", textContent: `${entry.took_ms} ms` }),
      element("small", { textContent: `${name(entry.bot)} · ${when}${entry.fault ? ` · ${say(`fault.${entry.fault}`) ?? entry.fault}` : ""}` }),
      words ? element("small", { className: "words", textContent: words }) : null),
    element("pre", { textContent: `${pretty(entry.params)}\n→ ${pretty(entry.answer)}` })));
}

// Polls that brought nothing are left out.
export async function showCalls(name) {
  const log = document.querySelector("#calls ol");
  const { calls, last } = await call(`calls?after=${lastCall}`);
  if (last < lastCall) log.replaceChildren();
  lastCall = last;
  const worthy = calls.slice(-SHOWN).filter((entry) => entry.method !== "getUpdates" || entry.status !== 200 || entry.answer.result?.length);
  log.prepend(...worthy.reverse().map((entry) => line(entry, name)));
  while (log.children.length > SHOWN) log.lastChild.remove();
}

export function forgetCalls() {
  document.querySelector("#calls ol").replaceChildren();
  lastCall = 0;
}
