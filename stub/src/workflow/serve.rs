//! The webhook.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::body::{Body, document};

use super::plan::{Plan, Planned};
use super::run::Run;
use super::{Desk, Shared};

const MOST: usize = 16 * 1024 * 1024;

pub(super) async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Response<Body> {
    if request.method() != hyper::Method::POST || request.uri().path() != "/webhook/tandem" {
        let message = "The requested webhook is not registered.";
        return document(StatusCode::NOT_FOUND, &json!({"code": 404, "message": message}));
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST).collect().await else {
        return document(StatusCode::PAYLOAD_TOO_LARGE, &json!({"code": 413}));
    };
    let raw = body.to_bytes();
    let run = Run {
        headers: parts.headers,
        body: serde_json::from_slice(&raw).unwrap_or(Value::Null),
        raw,
    };
    let (plan, now) = begun(&mut shared.desk(), run);
    shared.started.send_modify(|runs| *runs += 1);
    for call in now {
        shared.make(&call).await;
    }
    if plan.hangs {
        match std::future::pending::<Infallible>().await {}
    }
    let status = StatusCode::from_u16(plan.status).unwrap_or(StatusCode::NOT_IMPLEMENTED);
    let message = if status.is_success() {
        "Workflow was started"
    } else {
        "Error in workflow"
    };
    document(status, &json!({"message": message}))
}

/// The run's plan, and the calls of it that do not wait for the test.
fn begun(desk: &mut Desk, run: Run) -> (Plan, Vec<Planned>) {
    let plan = desk.plans.pop_front().or_else(|| desk.usual.clone());
    let plan = plan.unwrap_or_else(Plan::never);
    let calls = plan.calls.iter().map(|call| Planned {
        due: desk.now + call.after,
        run: run.clone(),
        body: call.body.clone(),
        aim: call.aim,
    });
    let at_once = |call: &Planned| plan.hasty && call.due == desk.now;
    let (now, later): (Vec<_>, Vec<_>) = calls.partition(at_once);
    desk.planned.extend(later);
    desk.runs.push(run);
    (plan, now)
}
