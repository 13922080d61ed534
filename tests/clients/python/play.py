"""gql, over HTTP and over the WebSocket: Ann links her account, gets a notification, is followed and answered; the inbox is
paged."""

import asyncio
import json
import os
import re
import urllib.request

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

API, TELEGRAM = os.environ["DEMO_API"], os.environ["DEMO_TELEGRAM"]
ANN, ADMIN = os.environ["DEMO_ANN"], os.environ["DEMO_ADMIN"]

LINK = gql("mutation Link($registration: TelegramRegistration!) { registerTelegram(registration: $registration) { success } }")
NOTIFY = gql("mutation Notify($userId: Int, $message: String!) { sendTelegramNotification(userId: $userId, message: $message) }")
PAGE = gql(
    "query Page($first: Int!, $after: String) { conversations(first: $first, after: $after)"
    " { totalCount pageInfo { endCursor } nodes { id contact { firstName } } } }"
)
ANSWER = gql("mutation Answer($input: SendMessageInput!) { sendMessage(input: $input) { message { status } errors { code } } }")
FOLLOW = gql("subscription Follow($after: String) { messageReceived(after: $after) { cursor message { text } } }")


def say(text, wait=0):
    body = json.dumps({"user": "ann", "text": text, "wait": wait}).encode()
    with urllib.request.urlopen(f"{TELEGRAM}/_sim/say", data=body) as answer:
        return answer.read().decode()


async def reads(text):
    for _ in range(50):
        with urllib.request.urlopen(f"{TELEGRAM}/_sim/transcript?user=ann") as answer:
            if text in answer.read().decode():
                return
        await asyncio.sleep(0.1)
    raise AssertionError(f"Ann never read {text}")


async def run(document, variables, token):
    """Checks the document against the server's own schema before it is sent."""
    transport = AIOHTTPTransport(url=API, headers={"Authorization": f"Bearer {token}"})
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        document.variable_values = variables
        return await session.execute(document)


async def first_of(variables, act):
    url = API.replace("http", "ws", 1)
    transport = WebsocketsTransport(
        url=url, init_payload={"Authorization": f"Bearer {ADMIN}"}, subprotocols=["graphql-transport-ws"]
    )
    async with Client(transport=transport) as session:
        FOLLOW.variable_values = variables
        events = session.subscribe(FOLLOW)
        asyncio.get_running_loop().call_later(0.5, act)
        async for event in events:
            return event["messageReceived"]


async def main():
    code = re.findall(r"\b\d{6}\b", say("/start", 10))[-1]
    linked = await run(LINK, {"registration": {"username": "ann", "verificationCode": code}}, ANN)
    assert linked["registerTelegram"]["success"] is True
    assert (await run(NOTIFY, {"userId": 7, "message": "Hello from gql"}, ADMIN))["sendTelegramNotification"] is True
    await reads("Hello from gql")

    seen = await first_of({}, lambda: say("Question to gql"))
    assert seen["message"]["text"] == "Question to gql"
    say("Missed by gql")
    seen = await first_of({"after": seen["cursor"]}, lambda: None)
    assert seen["message"]["text"] == "Missed by gql"

    page = (await run(PAGE, {"first": 1}, ADMIN))["conversations"]
    assert (page["totalCount"], page["nodes"][0]["contact"]["firstName"]) == (1, "Ann")
    beyond = await run(PAGE, {"first": 1, "after": page["pageInfo"]["endCursor"]}, ADMIN)
    assert beyond["conversations"]["nodes"] == []

    answer = {"conversationId": page["nodes"][0]["id"], "text": "Answer by gql"}
    assert (await run(ANSWER, {"input": answer}, ADMIN))["sendMessage"]["errors"] == []
    await reads("Answer by gql")
    try:
        await run(PAGE, {"first": 1}, ANN)
        raise AssertionError("Ann may not read the inbox")
    except TransportQueryError as refused:
        assert refused.errors[0]["extensions"]["code"] == "FORBIDDEN"
    print("gql: linked, sent, followed, paged and answered")


asyncio.run(main())
