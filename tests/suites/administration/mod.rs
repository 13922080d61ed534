//! How a tenant is looked after: who did what (the audit log), and how often somebody may call.

mod audit;
mod rate_limits;
