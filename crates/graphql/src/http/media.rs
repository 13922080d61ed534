//! What an answer may look like, by the `Accept` header: the media types of GraphQL over HTTP, and a stream of events for
//! subscriptions.

use axum::http::{HeaderMap, header};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether the request was one.
    GraphqlResponse,
    /// `application/json`, for older clients: 200 for every well-formed request.
    Json,
    /// `text/event-stream`: one event for each response.
    EventStream,
}

impl Media {
    /// The value of `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }

    /// The form that the caller likes best; the order in the header decides between equals. Without a header, and where
    /// anything will do, it is JSON.
    ///
    /// # Errors
    /// Nothing that we have is acceptable.
    pub(super) fn negotiate(headers: &HeaderMap) -> Result<Self, NotAcceptable> {
        let mut best: Option<(u16, Self)> = None;
        let mut is_empty = true;
        for value in headers.get_all(header::ACCEPT) {
            let text = value.to_str().map_err(|_| NotAcceptable)?;
            for range in text.split(',').map(str::trim).filter(|range| !range.is_empty()) {
                is_empty = false;
                let Some((quality, media)) = offer(range) else { continue };
                if quality > 0 && best.is_none_or(|(most, _)| quality > most) {
                    best = Some((quality, media));
                }
            }
        }
        match best {
            Some((_, media)) => Ok(media),
            None if is_empty => Ok(Self::Json),
            None => Err(NotAcceptable),
        }
    }
}

/// No form of answer suits the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotAcceptable;

/// The best form within a media range, and how much it is wanted, in thousandths.
fn offer(range: &str) -> Option<(u16, Media)> {
    let mut parts = range.split(';').map(str::trim);
    let media = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Media::GraphqlResponse,
        "application/json" | "application/*" | "*/*" => Media::Json,
        "text/event-stream" | "text/*" => Media::EventStream,
        _ => return None,
    };
    let mut quality = 1000;
    for (name, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"'));
        match name.as_str() {
            "q" => quality = thousandths(value)?,
            // We write UTF-8 only.
            "charset" if !value.eq_ignore_ascii_case("utf-8") => return None,
            _ => {}
        }
    }
    Some((quality, media))
}

fn thousandths(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    (0.0..=1.0).contains(&quality).then_some((quality * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiate(accept: &str) -> Result<Media, NotAcceptable> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        Media::negotiate(&headers)
    }

    #[test]
    fn the_most_wanted_form_is_chosen() {
        for (accept, media) in [
            ("application/graphql-response+json", Media::GraphqlResponse),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Media::GraphqlResponse,
            ),
            ("application/json, application/graphql-response+json", Media::Json),
            ("application/json;q=0.5, Application/GraphQL-Response+JSON;q=0.9", Media::GraphqlResponse),
            ("application/graphql-response+json;q=0, */*", Media::Json),
            ("*/*", Media::Json),
            ("application/*", Media::Json),
            ("", Media::Json),
            ("text/html, application/json;q=0.1", Media::Json),
            ("text/event-stream", Media::EventStream),
            (
                "application/json; charset=iso-8859-1, application/graphql-response+json;q=0.1",
                Media::GraphqlResponse,
            ),
        ] {
            assert_eq!(negotiate(accept), Ok(media), "{accept}");
        }
        assert_eq!(Media::negotiate(&HeaderMap::new()), Ok(Media::Json));
    }

    #[test]
    fn what_we_do_not_write_is_not_acceptable() {
        for accept in [
            "text/html",
            "application/xml, image/*",
            "application/json;q=0",
            "application/json;q=2",
            "application/json;charset=utf-16",
        ] {
            assert_eq!(negotiate(accept), Err(NotAcceptable), "{accept}");
        }
    }
}
