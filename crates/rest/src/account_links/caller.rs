//! Who calls, and what was called: the extractor that every handler here begins with.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts, OriginalUri},
    http::{Method, Uri, header, request::Parts},
};
use serde::Serialize;
use switchboard_services::{Actor, Services};

use super::{envelope::Envelope, refusal::Refusal};
use crate::admission;

/// The believed bearer of the request's token or API key, and the request as the outside sees it.
pub(super) struct Caller {
    pub(super) actor: Actor,
    method: Method,
    href: String,
}

impl Caller {
    /// The answer to this call.
    pub(super) fn answer<T: Serialize>(self, response: T) -> Envelope<T> {
        Envelope::new(response, self.href, self.method)
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Services>: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let services = Arc::<Services>::from_ref(state);
        let actor = admission::caller::<Refusal>(parts)?;
        // Inside a nested router the URI lacks the prefix.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let base = services.linking.public_api_url().map(|url| url.as_str().trim_end_matches('/'));
        let href = address(base, text(header::HOST), uri);
        Ok(Self { actor, method: parts.method.clone(), href })
    }
}

/// The request's URL: below `base` if the operator said where the outside reaches us, else at the host that was asked for.
fn address(base: Option<&str>, host: Option<&str>, uri: &Uri) -> String {
    let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
    let host = host.or_else(|| uri.authority().map(|authority| authority.as_str()));
    match (base, host) {
        (Some(base), _) => format!("{base}{path}"),
        (None, Some(host)) => format!("http://{host}{path}"),
        (None, None) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_one_that_the_outside_sees() {
        let uri = Uri::from_static("/api/2.0/settings/telegram/check?x=1");
        let path = "/api/2.0/settings/telegram/check?x=1";
        assert_eq!(
            address(Some("https://a.example/tg"), Some("inner:80"), &uri),
            format!("https://a.example/tg{path}")
        );
        assert_eq!(address(None, Some("127.0.0.1:8080"), &uri), format!("http://127.0.0.1:8080{path}"));
        assert_eq!(address(None, None, &uri), path);
        let absolute = Uri::from_static("http://b.example/check");
        assert_eq!(address(None, None, &absolute), "http://b.example/check");
    }
}
