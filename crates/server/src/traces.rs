//! Traces: the spans of the faces ([`TARGET`]), sent to a collector by OTLP over HTTP in batches.
//!
//! [`logs`](crate::logs) puts [`Traces::layer`] beside the log where a collector is configured. Nothing else goes there: no line
//! of the log, and no span of a library. A thread of its own sends; a collector that is away costs its spans and a line in the log.
//! What is left is sent when [`Traces`] is dropped, at the end of the process.

use std::time::Duration;

use anyhow::Context as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use switchboard_services::traces::TARGET;
use tracing::{Level, Subscriber};
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

use crate::config;

/// How long the end of the process waits for the collector.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who sends spans. Dropped, it sends what is left.
#[derive(Debug)]
#[must_use]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Sends to the configured collector, if there is one.
    ///
    /// # Errors
    /// When the client can't be made.
    pub fn start(traces: &config::traces::Traces) -> anyhow::Result<Self> {
        let Some(endpoint) = traces.endpoint() else { return Ok(Self(None)) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint)
            .with_headers(traces.headers())
            .build()
            .context("the client for traces.otlp_endpoint")?;
        let resource = Resource::builder().with_service_name(traces.service_name.clone()).build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource);
        Ok(Self(Some(provider.build())))
    }

    /// Takes the spans of the faces; `None` where nobody wants them.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let tracer = self.0.as_ref()?.tracer(env!("CARGO_PKG_NAME"));
        let layer = tracing_opentelemetry::layer()
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_tracer(tracer);
        Some(layer.with_filter(Targets::new().with_target(TARGET, Level::TRACE)))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        let Some(provider) = self.0.take() else { return };
        if let Err(error) = provider.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}
