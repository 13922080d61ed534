//! A collector of traces, played by the test itself: takes OTLP over HTTP, and keeps what it is told.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value, resource::v1::Resource,
    trace::v1::Span,
};
use prost::Message as _;
use tokio::{net::TcpListener, task::AbortHandle};

/// Such a collector. Dropped, it is away.
#[derive(Debug)]
pub struct Collector {
    url: String,
    heard: Heard,
    task: AbortHandle,
}

type Heard = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A span as it was exported.
#[derive(Clone, Debug)]
pub struct Exported {
    /// What it is called.
    pub name: String,
    /// In hexadecimal digits.
    pub trace: String,
    /// In hexadecimal digits.
    pub id: String,
    /// In hexadecimal digits; empty where it has none.
    pub parent: String,
    /// Its own attributes, as text.
    pub attributes: Vec<(String, String)>,
    /// Of whose server it is.
    pub service: String,
    /// Whether it failed.
    pub has_failed: bool,
}

impl Collector {
    /// Opens it at a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let heard = Heard::default();
        let app = Router::new().route("/v1/traces", post(hear)).with_state(Arc::clone(&heard));
        let task = tokio::spawn(async move { axum::serve(listener, app).await.expect("serving") });
        Self { url, heard, task: task.abort_handle() }
    }

    /// Where it is, without the path.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// All that was sent, as it came.
    #[must_use]
    pub fn bodies(&self) -> Vec<Bytes> {
        self.heard().into_iter().map(|(_, body)| body).collect()
    }

    /// The values of a header, one for each export.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<String> {
        let value = |headers: &HeaderMap| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        self.heard().iter().map(|(headers, _)| value(headers).unwrap_or_default()).collect()
    }

    /// All spans.
    #[must_use]
    pub fn spans(&self) -> Vec<Exported> {
        let exports = self.bodies().into_iter().map(|body| ExportTraceServiceRequest::decode(body).unwrap());
        let of_resources = exports.flat_map(|export| export.resource_spans);
        let spans = of_resources.flat_map(|spans| {
            let service = service(spans.resource);
            let all: Vec<Span> = spans.scope_spans.into_iter().flat_map(|scope| scope.spans).collect();
            all.into_iter().map(move |span| exported(span, &service))
        });
        spans.collect()
    }

    fn heard(&self) -> Vec<(HeaderMap, Bytes)> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn hear(State(heard): State<Heard>, headers: HeaderMap, body: Bytes) {
    assert_eq!(headers[header::CONTENT_TYPE], "application/x-protobuf");
    heard.lock().unwrap_or_else(PoisonError::into_inner).push((headers, body));
}

fn service(resource: Option<Resource>) -> String {
    let attributes = resource.map(|resource| resource.attributes).unwrap_or_default();
    let name = attributes.into_iter().find(|attribute| attribute.key == "service.name");
    name.and_then(|name| name.value?.value).map(text).unwrap_or_default()
}

fn exported(span: Span, service: &str) -> Exported {
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let attributes = span.attributes.into_iter();
    Exported {
        name: span.name,
        trace: hex(span.trace_id),
        id: hex(span.span_id),
        parent: hex(span.parent_span_id),
        attributes: attributes
            .map(|attribute| {
                let value = attribute.value.and_then(|value| value.value).map(text).unwrap_or_default();
                (attribute.key, value)
            })
            .collect(),
        service: service.to_owned(),
        // `STATUS_CODE_ERROR`
        has_failed: span.status.is_some_and(|status| status.code == 2),
    }
}

fn text(value: Value) -> String {
    match value {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        Value::BoolValue(is_so) => is_so.to_string(),
        other => format!("{other:?}"),
    }
}
