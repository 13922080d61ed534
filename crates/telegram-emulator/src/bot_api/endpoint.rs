//! The HTTP side of a call: path, token, faults, the log, the envelope.
//!
//! `/bot<token>/<method>` and `/bot<token>/test/<method>`. Every call with a known path ends up in the log, with what
//! was answered and whether it took effect; a connection to be cut is answered with [`Cut`], which the listener obeys.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;

use super::{GET_UPDATES, Outcome, Params, call, canonical, files, polling, request};
use crate::{call_log::Call, core::Core, error::ApiError, error_texts as texts, faults::FaultKind, webhook};

/// In a response's extensions: close the connection instead of answering.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

/// Everything that is not the page or the control API.
pub(crate) async fn answer_call(State(core): State<Arc<Core>>, request: Request) -> Response {
    let path = decoded(request.uri().path());
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return files::download(&core, rest);
    }
    let Some((token, method)) = path.strip_prefix("/bot").and_then(split_path) else {
        return failure(&texts::NOT_FOUND.into());
    };
    let (token, method) = (token.to_owned(), method.to_owned());
    let at_ms = core.clock.now_ms();
    let bot = core.read(|world| world.bot_by_token(&token).map(|bot| bot.id));
    let params = match request::read(request).await {
        Ok(params) => params,
        Err(error) => return failure(&error),
    };
    let name = canonical(&method).map_or(method, str::to_owned);
    let Some(bot) = bot else {
        let outcome = Err(texts::UNAUTHORIZED.into());
        let record = Record { core: &core, bot: 0, method: name, params: params.for_log(&token), at_ms };
        return record.answer(outcome, None);
    };
    let record = Record { core: &core, bot, method: name, params: params.for_log(&token), at_ms };
    let fault = match record.fault().await {
        Some(FaultKind::TooManyRequests { retry_after }) => {
            return record.refuse(
                ApiError::too_many_requests(retry_after),
                FaultKind::TooManyRequests { retry_after },
            );
        }
        Some(fault @ (FaultKind::ServerError { .. } | FaultKind::ResetBefore)) => {
            return record.break_before(fault);
        }
        other => other,
    };
    let outcome = carry_out(&core, bot, &token, &record.method, &params).await;
    record.answer(outcome, fault)
}

async fn carry_out(core: &Arc<Core>, bot: i64, token: &str, method: &str, params: &Params) -> Outcome {
    let logged_out =
        core.read(|world| world.bot(bot).is_ok_and(|bot| bot.logged_out_until > core.clock.now_ms()));
    if logged_out {
        return Err(texts::LOGGED_OUT.into());
    }
    core.write_quietly(|world| world.load_token(bot))?;
    if method == GET_UPDATES {
        let outcome = polling::get_updates(core, bot, params).await;
        let known = core.read(|world| world.bot_by_token(token).is_some());
        return if known { outcome } else { Err(texts::UNAUTHORIZED.into()) };
    }
    let outcome = core.write(|world| call(world, bot, method, params));
    if method == "setWebhook" && outcome.is_ok() {
        webhook::start(core, bot);
    }
    outcome
}

/// A call on its way into the log.
struct Record<'a> {
    core: &'a Arc<Core>,
    bot: i64,
    method: String,
    params: Value,
    at_ms: i64,
}

impl Record<'_> {
    /// Waits out the delays; returns the fault that remains.
    async fn fault(&self) -> Option<FaultKind> {
        let chat_id = self.params.get("chat_id").and_then(Value::as_i64);
        let taken = self.core.faults().take(self.bot, &self.method, chat_id);
        let mut rest = None;
        for kind in taken {
            match kind {
                FaultKind::Delay { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
                other => rest = Some(other),
            }
        }
        rest
    }

    fn answer(self, outcome: Outcome, fault: Option<FaultKind>) -> Response {
        let (status, body, applied) = match outcome {
            Ok(answer) => (200, answer.body(), true),
            Err(error) => {
                let response = failure(&error);
                if fault.is_none() {
                    self.write(error.code, error.body(), false, None);
                    return response;
                }
                (error.code, error.body(), false)
            }
        };
        let response = match fault {
            Some(FaultKind::ResetAfter) => {
                self.write(0, body, applied, fault);
                return cut();
            }
            Some(FaultKind::TruncateAfter) => {
                let text = body.to_string();
                let half =
                    text.char_indices().map(|(at, _)| at).take_while(|at| *at <= text.len() / 2).last();
                json_response(status, text[..half.unwrap_or(0)].to_owned())
            }
            _ => json_response(status, body.to_string()),
        };
        self.write(status, body, applied, fault);
        response
    }

    fn refuse(self, error: ApiError, fault: FaultKind) -> Response {
        let response = failure(&error);
        self.write(error.code, error.body(), false, Some(fault));
        response
    }

    fn break_before(self, fault: FaultKind) -> Response {
        let FaultKind::ServerError { status, html } = fault else {
            self.write(0, Value::Null, false, Some(fault));
            return cut();
        };
        let status_code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if html {
            let title = format!("{status} {}", status_code.canonical_reason().unwrap_or("Error"));
            let page = format!(
                "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
                 <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
            );
            self.write(status, Value::String(page.clone()), false, Some(fault));
            return (status_code, Html(page)).into_response();
        }
        let error = ApiError::new(status, status_code.canonical_reason().unwrap_or("Internal Server Error"));
        self.refuse(error, fault)
    }

    fn write(self, status: u16, answer: Value, applied: bool, fault: Option<FaultKind>) {
        let took_ms = self.core.clock.now_ms() - self.at_ms;
        let fault =
            fault.and_then(|kind| serde_json::to_value(kind).ok()?["kind"].as_str().map(str::to_owned));
        let (bot, method, params, at_ms) = (self.bot, self.method, self.params, self.at_ms);
        self.core.log_call(Call {
            seq: 0,
            bot,
            method,
            params,
            status,
            answer,
            applied,
            fault,
            at_ms,
            took_ms,
        });
    }
}

pub(super) fn failure(error: &ApiError) -> Response {
    let mut response = json_response(error.code, error.body().to_string());
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn json_response(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn cut() -> Response {
    let mut response = StatusCode::OK.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// `<token>/<method>` or `<token>/test/<method>`.
fn split_path(rest: &str) -> Option<(&str, &str)> {
    let (token, method) = rest.split_once('/')?;
    let method = method.strip_prefix("test/").unwrap_or(method);
    (!token.is_empty() && !method.is_empty() && !method.contains('/')).then_some((token, method))
}

/// Clients may write the token's colon as `%3A`.
fn decoded(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let form = path.replace('+', "%2B");
    url::form_urlencoded::parse(form.as_bytes())
        .next()
        .map_or_else(|| path.to_owned(), |(key, _)| key.into_owned())
}
