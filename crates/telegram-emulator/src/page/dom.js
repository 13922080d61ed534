// Making elements, and calling the control API.

// `fields` are properties; those with a dash (`aria-label`) are attributes. Children that are null are left out.
export function element(tag, fields = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(fields)) {
    if (key.includes("-") || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const button = (text, onclick, fields = {}) => element("button", { type: "button", textContent: text, onclick, ...fields });

export async function call(path, body, method) {
  const options = body || method ? { method: method ?? "POST", body: body && JSON.stringify(body) } : {};
  const response = await fetch(`/_sim/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

// A colour of its own for each id, as Telegram's apps give one.
export const hue = (id) => ({ style: `--hue: ${(Math.abs(id) * 47) % 360}` });

export const initials = (name) => [...name.trim()][0]?.toUpperCase() ?? "?";
