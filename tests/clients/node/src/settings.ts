// Where the demo is and who may call, as tests/clients/demo.bash tells it.
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is missing: start this by ./run`);
  return value;
}

export const api = setting("DEMO_API");
export const socketApi = api.replace("http", "ws");
export const telegram = setting("DEMO_TELEGRAM");
export const ann = setting("DEMO_ANN");
export const admin = setting("DEMO_ADMIN");

export function authorization(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}
