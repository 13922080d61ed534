//! What an operator sees and may do: deliveries, broadcasts, alerts, the metrics page.

mod broadcasts;
mod deliveries;
mod erasing;
