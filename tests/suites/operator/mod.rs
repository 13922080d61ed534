//! What an operator sees and may do: deliveries, broadcasts, alerts, the metrics page, traces.

mod broadcasts;
mod deliveries;
mod erasing;
mod traces;
