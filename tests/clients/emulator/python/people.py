"""The people's side for the Python clients: calls under /_sim, and the list of things that a client has to show."""

import asyncio
import json
import os
import urllib.error
import urllib.request

URL = os.environ["EMULATOR_URL"]

STEPS = [
    "getMe", "commands", "polling", "entities", "photo", "album", "button", "edit", "delete", "topic", "reaction",
    "copy", "429", "block", "webhook",
]


def call_now(path, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/_sim/{path}", data=data, method=method or ("POST" if data else "GET"))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{path}: {error.read().decode()}") from error


async def call(path, **body):
    return await asyncio.to_thread(call_now, path, body)


class Stage:
    """A bot, a person and a forum of their own, so that clients do not meet."""

    def __init__(self, name):
        self.bot = call_now("bots", {"username": f"{name}_bot", "name": name})
        self.token = self.bot["token"]
        self.user = call_now("users", {"first_name": "Anna", "username": f"{name}_anna"})["id"]
        self.group = call_now(
            "groups",
            {"title": name, "forum": True, "members": [self.user], "admin_bots": [self.bot["id"]]},
        )["id"]
        self.seat = {"user": self.user, "bot": self.bot["id"]}
        self.done = []

    async def say(self, text, wait=20):
        """Writes to the bot and returns what it answered."""
        answer = await call("say", **self.seat, text=text, wait=wait)
        assert answer["messages"], f"no answer to {text}"
        return answer["messages"]

    async def transcript(self, chat=None):
        place = f"chat={chat}" if chat else f"bot={self.bot['id']}"
        found = await asyncio.to_thread(call_now, f"transcript?user={self.user}&{place}")
        return found["messages"]

    async def until(self, look, what):
        """The first true value of `look`, asked again until it comes."""
        for _ in range(200):
            found = await look()
            if found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{what} did not happen")

    def step(self, name):
        assert name in STEPS, name
        self.done.append(name)
        print(f"  {name}", flush=True)

    def finish(self):
        missing = [step for step in STEPS if step not in self.done]
        assert not missing, f"not shown: {missing}"
