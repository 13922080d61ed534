# syntax=docker/dockerfile:1

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# The caches stay on the building machine; only the binary goes on.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package switchboard \
    && cp target/release/switchboard /usr/local/bin/switchboard

# Certificates of the web and the TLS itself are in the binary, so nothing is installed here.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --create-home switchboard
COPY --from=build /usr/local/bin/switchboard /usr/local/bin/switchboard
USER switchboard
# SQLite's file lands here when no DATABASE_URL is given.
WORKDIR /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["switchboard", "check", "--running"]
ENTRYPOINT ["switchboard"]
CMD ["serve"]
