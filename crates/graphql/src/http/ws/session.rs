//! A connection from its beginning to its end: who may say what when.

use std::{collections::HashMap, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use futures::{StreamExt as _, stream::SplitStream};
use serde_json::{Map, Value};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};

use super::{
    MAX_MESSAGE_BYTES, PROTOCOL,
    close::Close,
    messages::{self, Heard},
    operation::{self, Ended, Running},
    writer::{self, Said},
};
use crate::{
    Caller, execution,
    http::{
        Host,
        deadline::{self, End},
    },
};

/// The most operations at a time.
const MAX_OPERATIONS: usize = 100;
/// How long the client may take to answer our close.
const GOODBYE: Duration = Duration::from_secs(25);

/// One connection.
pub(super) struct Session {
    host: Host,
    out: mpsc::Sender<Said>,
    /// Who the upgrade said it is.
    at_upgrade: Option<Caller>,
    /// Who it is, once it was acknowledged.
    caller: Option<Caller>,
    running: HashMap<String, (u64, Running)>,
    begun: u64,
    ended: mpsc::Sender<Ended>,
}

impl Session {
    /// Speaks with the client until one of them ends it.
    pub(super) async fn run(socket: WebSocket, host: Host, at_upgrade: Option<Caller>) {
        let speaks_ours = socket.protocol().is_some_and(|protocol| protocol == PROTOCOL);
        let (sink, mut stream) = socket.split();
        let out = writer::start(sink, host.schema.0.settings.send_timeout);
        let (ended, endings) = mpsc::channel(MAX_OPERATIONS);
        let mut session =
            Self { host, out, at_upgrade, caller: None, running: HashMap::new(), begun: 0, ended };
        let close =
            if speaks_ours { session.listen(&mut stream, endings).await } else { Some(Close::Subprotocol) };
        session.running.clear();
        if let Some(close) = close
            && session.out.send(Said::Close(close)).await.is_ok()
        {
            // The client's own close comes last; what it says until then is not heard.
            let _ = timeout(GOODBYE, async { while let Some(Ok(_)) = stream.next().await {} }).await;
        }
    }

    /// Until somebody ends it; `None` where the client did.
    async fn listen(
        &mut self,
        stream: &mut SplitStream<WebSocket>,
        mut endings: mpsc::Receiver<Ended>,
    ) -> Option<Close> {
        let init_deadline = Instant::now() + self.host.schema.0.settings.init_timeout;
        let (host, out) = (self.host.clone(), self.out.clone());
        let mut known = self.caller.clone();
        let mut end = Box::pin(deadline::end(&host, known.as_ref()));
        loop {
            let step = tokio::select! {
                heard = stream.next() => match heard {
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(error)) => return Some(broken(&error)),
                    None => return None,
                },
                Some(ended) = endings.recv() => self.end(ended).await,
                () = sleep_until(init_deadline), if self.caller.is_none() => Err(Some(Close::InitTimeout)),
                // The writer has given up.
                () = out.closed() => return None,
                end = &mut end => Err(Some(match end {
                    End::Expired => Close::Forbidden("the token has expired".to_owned()),
                    End::Stopping => Close::GoingAway,
                })),
            };
            if let Err(close) = step {
                return close;
            }
            if known.is_none() && self.caller.is_some() {
                drop(end);
                known = self.caller.clone();
                end = Box::pin(deadline::end(&host, known.as_ref()));
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), Option<Close>> {
        let text = match message {
            Message::Text(text) if text.len() > MAX_MESSAGE_BYTES => return Err(Some(Close::TooBig)),
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Some(Close::Invalid("it is not text".to_owned()))),
            // The WebSocket's own pings are answered by the library.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(None),
        };
        match Heard::read(&text).map_err(Some)? {
            Heard::Init(payload) => self.init(payload).await,
            Heard::Ping => self.say(messages::pong()).await,
            Heard::Pong => Ok(()),
            Heard::Complete(id) => {
                self.running.remove(&id);
                Ok(())
            }
            Heard::Subscribe(id, operation) => {
                let Some(caller) = self.caller.clone() else { return Err(Some(Close::Unauthorized)) };
                if self.running.contains_key(&id) {
                    return Err(Some(Close::SubscriberExists(id)));
                }
                if self.running.len() >= MAX_OPERATIONS {
                    let refusal =
                        execution::invalid("100 operations at a time are the most on one connection.");
                    return self.say(messages::error(&id, &[refusal])).await;
                }
                if let Err(refusal) = self.host.count(Some(&caller)) {
                    return self.say(messages::error(&id, &[refusal])).await;
                }
                self.begun += 1;
                let (schema, name) = (self.host.schema.clone(), (id.clone(), self.begun));
                let running =
                    operation::start(schema, caller, name, *operation, self.out.clone(), self.ended.clone());
                self.running.insert(id, (self.begun, running));
                Ok(())
            }
        }
    }

    /// Once, and with a token that is believed.
    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), Option<Close>> {
        if self.caller.is_some() {
            return Err(Some(Close::TooManyInits));
        }
        let caller = match (messages::authorization(&payload), &self.host.services) {
            (Some(text), Some(services)) => {
                let origin = self.at_upgrade.as_ref().map(Caller::origin).unwrap_or_default();
                let outcome = services.accounts.authenticate(Some(&text), origin).await;
                // Its operations are counted one by one, from the first one on.
                Some(Caller::new(outcome, origin, None))
            }
            (None, _) => self.at_upgrade.clone(),
            (Some(_), None) => None,
        };
        match caller {
            Some(caller) if caller.actor().is_some() => {
                self.caller = Some(caller);
                self.say(messages::ack()).await
            }
            _ => Err(Some(Close::Forbidden("send a token that is good as `Authorization`".to_owned()))),
        }
    }

    /// An operation that came to its end by itself; its id is free again before the client hears of it.
    async fn end(&mut self, ended: Ended) -> Result<(), Option<Close>> {
        match self.running.get(&ended.id) {
            Some((number, _)) if *number == ended.number => {
                self.running.remove(&ended.id);
                self.say(ended.last).await
            }
            // The client had completed it before.
            _ => Ok(()),
        }
    }

    async fn say(&self, text: String) -> Result<(), Option<Close>> {
        self.out.send(Said::Text(text)).await.map_err(|_| None)
    }
}

fn broken(error: &axum::Error) -> Close {
    let text = error.to_string().to_lowercase();
    if text.contains("too long") || text.contains("too big") || text.contains("space limit") {
        return Close::TooBig;
    }
    Close::Invalid("the frame is broken".to_owned())
}
