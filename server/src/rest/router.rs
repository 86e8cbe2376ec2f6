//! Which handler stands at which address. The OpenAPI document comes out of the same list.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::{HeaderValue, header};
use tower::util::option_layer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Audience;
use super::input::BodyLimit;
use super::openapi::Document;
use super::{
    Rates, Rest, articles, assistants, auth, callbacks, contacts, dialogs, generations, handoff, messages,
    operators, questions, settings, sites, sources, widget,
};

/// Bytes of a body: an article of 100,000 characters fits, in any script.
const BODY_BYTES: usize = 512 * 1024;

/// Bytes of a contact's body: a message of 8,000 characters fits, each of them escaped as JSON allows.
const CONTACTS_BODY_BYTES: usize = 128 * 1024;

/// Bytes of a body that anybody may send. With all that goes with it, a stranger holds no more than 64 KiB. A
/// first message of 8,000 characters fits, if it is neither escaped nor made of emoji.
const STRANGERS_BODY_BYTES: usize = 24_800;

/// All of `/api/v1` but the streams. (As few layers as can be: each costs every request two allocations, and a copy of all
/// that lie within it.)
pub fn router(rates: &Rates) -> Router<Rest> {
    let (routes, _) = OpenApiRouter::with_openapi(Document::openapi())
        .nest(
            "/api/v1",
            operators_routes()
                .layer(of(Audience::Operators, BODY_BYTES))
                .merge(sign_in_routes().layer((limit(STRANGERS_BODY_BYTES), rates.of_sign_ins())))
                .merge(callback_routes().layer(limit(CONTACTS_BODY_BYTES))),
        )
        .nest("/api", older_callback_routes().layer(limit(CONTACTS_BODY_BYTES)))
        .nest(
            "/api/v1/site",
            contact_routes(Audience::Site)
                .layer(of(Audience::Site, CONTACTS_BODY_BYTES))
                .merge(site_opening().layer((of(Audience::Site, CONTACTS_BODY_BYTES), rates.of_dialogs()))),
        )
        .nest(
            "/api/v1/widget",
            contact_routes(Audience::Widget)
                .layer(of(Audience::Widget, CONTACTS_BODY_BYTES))
                .merge(
                    widget_opening().layer((of(Audience::Widget, STRANGERS_BODY_BYTES), rates.of_dialogs())),
                ),
        )
        .split_for_parts();
    // Answers hold what only their reader may know.
    let never_stored =
        SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    routes.layer((
        // Ours is read by `input::Body`; axum's own stands behind it.
        DefaultBodyLimit::max(BODY_BYTES),
        never_stored,
        option_layer(rates.of_reads()),
    ))
}

/// Who asks there, and how much they may send.
fn of(audience: Audience, bytes: usize) -> (Extension<Audience>, Extension<BodyLimit>) {
    (Extension(audience), limit(bytes))
}

fn limit(bytes: usize) -> Extension<BodyLimit> {
    Extension(BodyLimit(bytes))
}

/// What the document says of it.
pub fn document() -> OpenApi {
    let (_, document) = OpenApiRouter::<Rest>::with_openapi(Document::openapi())
        .nest(
            "/api/v1",
            operators_routes()
                .merge(sign_in_routes())
                .merge(callback_routes()),
        )
        .nest("/api", older_callback_routes())
        .nest(
            "/api/v1/site",
            contact_routes(Audience::Site).merge(site_opening()),
        )
        .nest(
            "/api/v1/widget",
            contact_routes(Audience::Widget).merge(widget_opening()),
        )
        .split_for_parts();
    document
}

/// What all three audiences do alike, each under its own prefix.
fn dialog_routes() -> OpenApiRouter<Rest> {
    OpenApiRouter::new()
        .routes(routes!(messages::history::handler, messages::post::handler))
        .routes(routes!(messages::mark::read))
        .routes(routes!(messages::mark::delivered))
        .routes(routes!(messages::typing::handler))
        .routes(routes!(generations::list::handler))
        .routes(routes!(generations::get::handler))
}

fn contact_routes(audience: Audience) -> OpenApiRouter<Rest> {
    let routes = match audience {
        Audience::Site => OpenApiRouter::new().routes(routes!(widget::config::site)),
        _ => OpenApiRouter::new().routes(routes!(widget::config::widget)),
    };
    routes
        .routes(routes!(dialogs::own::get))
        .routes(routes!(dialogs::rating::handler))
        .routes(routes!(handoff::request::handler))
        .merge(dialog_routes())
}

/// What strangers may do to get in, and what it costs to check them.
fn sign_in_routes() -> OpenApiRouter<Rest> {
    OpenApiRouter::new()
        .routes(routes!(auth::login::handler))
        .routes(routes!(auth::setup::handler))
}

/// Where workflows answer.
fn callback_routes() -> OpenApiRouter<Rest> {
    OpenApiRouter::new().routes(routes!(callbacks::create::handler))
}

fn older_callback_routes() -> OpenApiRouter<Rest> {
    OpenApiRouter::new().routes(routes!(callbacks::correlated::handler))
}

fn site_opening() -> OpenApiRouter<Rest> {
    OpenApiRouter::new()
        .routes(routes!(dialogs::own::list, dialogs::open::site))
        .routes(routes!(widget::attributes::handler))
}

fn widget_opening() -> OpenApiRouter<Rest> {
    OpenApiRouter::new()
        .routes(routes!(dialogs::own::list, dialogs::open::widget))
        .routes(routes!(widget::attributes::handler))
        .routes(routes!(widget::identify::handler))
}

fn operators_routes() -> OpenApiRouter<Rest> {
    OpenApiRouter::new()
        .routes(routes!(auth::refresh::handler))
        .routes(routes!(auth::logout::handler))
        .routes(routes!(auth::me::handler))
        .routes(routes!(dialogs::inbox::handler))
        .routes(routes!(dialogs::counts::handler))
        .routes(routes!(dialogs::detail::handler))
        .routes(routes!(messages::note::handler))
        .routes(routes!(messages::edit::handler, messages::delete::handler))
        .routes(routes!(handoff::claim::handler))
        .routes(routes!(handoff::release::handler))
        .routes(routes!(handoff::transfer::handler))
        .routes(routes!(handoff::close::handler))
        .routes(routes!(handoff::reopen::handler))
        .routes(routes!(assistants::read::list, assistants::create::handler))
        .routes(routes!(
            assistants::read::get,
            assistants::update::handler,
            assistants::delete::handler
        ))
        .routes(routes!(assistants::try_out::handler))
        .routes(routes!(assistants::replay::handler))
        .routes(routes!(assistants::embeddings::handler))
        .routes(routes!(questions::list::handler))
        .routes(routes!(questions::update::handler))
        .routes(routes!(generations::record::handler))
        .routes(routes!(dialogs::draft::handler))
        .routes(routes!(dialogs::summary::handler))
        .routes(routes!(settings::read::handler, settings::update::handler))
        .routes(routes!(articles::read::list, articles::create::handler))
        .routes(routes!(
            articles::read::get,
            articles::update::handler,
            articles::delete::handler
        ))
        .routes(routes!(sources::read::list, sources::create::handler))
        .routes(routes!(sources::read::get, sources::delete::handler))
        .routes(routes!(sources::pages::handler))
        .routes(routes!(sources::refresh::handler))
        .routes(routes!(sources::upload::handler))
        .routes(routes!(sites::list::handler, sites::create::handler))
        .routes(routes!(sites::delete::handler))
        .routes(routes!(
            sites::secrets::list::handler,
            sites::secrets::create::handler
        ))
        .routes(routes!(sites::secrets::delete::handler))
        .routes(routes!(operators::list::handler, operators::create::handler))
        .routes(routes!(operators::update::handler, operators::delete::handler))
        .routes(routes!(contacts::block::handler, contacts::unblock::handler))
        .merge(dialog_routes())
}
