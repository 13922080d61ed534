//! `POST /leads`: a site's form. Stored, and its owner told; Telegram's troubles never fail it.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use switchboard_services::{Services, leads::NewLead};
use utoipa::ToSchema;

use super::lead::Lead;
use crate::{caller::Caller, json_body::JsonBody, problem::Problem};

/// What a visitor left: at least one of name, email, phone, company and message. Lengths are counted in UTF-16.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewLead)]
pub(super) struct Form {
    #[schema(max_length = 200)]
    name: Option<String>,
    /// It is not judged.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// It is not judged.
    #[schema(max_length = 50)]
    phone: Option<String>,
    #[schema(max_length = 200)]
    company: Option<String>,
    #[schema(max_length = 10_000)]
    message: Option<String>,
    #[schema(max_length = 200)]
    utm_source: Option<String>,
    #[schema(max_length = 200)]
    utm_campaign: Option<String>,
    /// The page with the form.
    #[schema(max_length = 2_000)]
    page: Option<String>,
    #[schema(max_length = 100)]
    device: Option<String>,
}

/// Post a lead
///
/// Stored, and the owner is told in Telegram if the integration is active and knows the owner's chat. Telegram's troubles
/// never fail it. For site owners, admins, and API keys with the scope `leads`.
#[utoipa::path(
    post, path = "/leads", tag = "Leads", operation_id = "submitLead", request_body = Form,
    responses((status = 201, body = Lead, description = "It is stored."))
)]
pub(super) async fn submit_lead(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    JsonBody(form): JsonBody<Form>,
) -> Result<(StatusCode, Json<Lead>), Problem> {
    let lead = services.leads.submit(&actor, form.into()).await?;
    Ok((StatusCode::CREATED, Json(lead.into())))
}

impl From<Form> for NewLead {
    fn from(form: Form) -> Self {
        Self {
            name: form.name,
            email: form.email,
            phone: form.phone,
            company: form.company,
            message: form.message,
            utm_source: form.utm_source,
            utm_campaign: form.utm_campaign,
            page: form.page,
            device: form.device,
        }
    }
}
