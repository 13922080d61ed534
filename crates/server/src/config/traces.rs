//! `[traces]`: where spans are sent, if anywhere.

use std::collections::HashMap;

use axum::http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{Problems, web_address};

/// What OTLP over HTTP adds to a collector's address.
const TRACES_PATH: &str = "/v1/traces";

/// A collector, and how it knows us.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traces {
    otlp_endpoint: Option<String>,
    /// Collectors ask for keys in headers.
    otlp_headers: Option<SecretString>,
    /// How this server is called in traces.
    pub service_name: String,
}

impl Traces {
    /// Where spans are sent; `None`: nowhere.
    pub fn endpoint(&self) -> Option<String> {
        let url = web_address::parse(self.otlp_endpoint.as_deref()?).ok()?;
        Some(web_address::without_slash(&url) + TRACES_PATH)
    }

    /// What is sent along.
    pub fn headers(&self) -> HashMap<String, String> {
        self.written_headers().flatten().collect()
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        if let Some(Err(wrong)) = self.otlp_endpoint.as_deref().map(web_address::parse) {
            let text = format!("{wrong}; give an address such as http://127.0.0.1:4318");
            problems.check(false, "traces.otlp_endpoint", text);
        }
        problems.check(
            self.written_headers().all(|header| header.is_some()),
            "traces.otlp_headers",
            "give pairs such as name=value, separated by commas",
        );
        problems.check(!self.service_name.trim().is_empty(), "traces.service_name", "give a name");
    }

    /// Each pair; `None` for what is none.
    fn written_headers(&self) -> impl Iterator<Item = Option<(String, String)>> {
        let text = self.otlp_headers.as_ref().map_or("", |headers| headers.expose_secret());
        text.split(',').filter(|pair| !pair.trim().is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let (name, value) = (name.trim(), decoded(value.trim())?);
            HeaderName::try_from(name).ok()?;
            HeaderValue::try_from(&value).ok()?;
            Some((name.to_owned(), value))
        })
    }
}

/// A value as the OpenTelemetry specification writes it: what a list can't hold is percent-encoded.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces(endpoint: &str, headers: &str) -> Traces {
        Traces {
            otlp_endpoint: Some(endpoint.to_owned()),
            otlp_headers: Some(headers.into()),
            service_name: "switchboard".to_owned(),
        }
    }

    #[test]
    fn the_path_of_traces_is_added_and_headers_are_decoded() {
        let ours = traces("http://127.0.0.1:4318/otlp/", "x-key=a%2Cb, authorization=Basic%20dXNlcg==,");
        assert_eq!(ours.endpoint().as_deref(), Some("http://127.0.0.1:4318/otlp/v1/traces"));
        let headers = ours.headers();
        assert_eq!((headers["x-key"].as_str(), headers["authorization"].as_str()), ("a,b", "Basic dXNlcg=="));
        assert_eq!(headers.len(), 2);
        assert!(!format!("{ours:?}").contains("dXNlcg"), "{ours:?}");
    }

    #[test]
    fn what_is_no_address_and_no_header_is_refused() {
        for (endpoint, headers, count) in [
            ("collector:4318", "", 1),
            ("http://a/?b", "x", 2),
            ("http://a", "=x", 1),
            ("http://a", "x=%4", 1),
            ("http://a", "x y=a", 1),
        ] {
            let mut problems = Problems::default();
            traces(endpoint, headers).validate(&mut problems);
            let text = problems.into_result().unwrap_err().to_string();
            assert_eq!(text.lines().count(), count, "{text}");
        }
    }
}
