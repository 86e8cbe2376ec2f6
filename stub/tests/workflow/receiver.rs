//! Who is called back.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stub::{Plan, Workflow};

use crate::support::client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Takes every call, and answers 200.
pub(super) struct Receiver {
    pub(super) address: String,
    calls: Arc<Mutex<Vec<(String, Value)>>>,
    _task: JoinSet<()>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::<Mutex<Vec<_>>>::default();
        let mut task = JoinSet::new();
        let kept = Arc::clone(&calls);
        task.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let call = read(stream).await;
                kept.lock().unwrap().push(call);
            }
        });
        Self {
            address,
            calls,
            _task: task,
        }
    }

    /// Paths with queries, and bodies.
    pub(super) fn calls(&self) -> Vec<(String, Value)> {
        self.calls.lock().unwrap().clone()
    }

    pub(super) fn bodies(&self) -> Vec<Value> {
        self.calls().into_iter().map(|(_, body)| body).collect()
    }

    /// A run of the workflow that is to call back here.
    pub(super) async fn run(&self, workflow: &Workflow, plan: Plan) -> reqwest::Response {
        workflow.next(plan);
        let callback = format!("{}/api/v1/callbacks/9?token=AbCd", self.address);
        let body = json!({"correlation_id": "9", "callback_url": callback});
        client().post(workflow.url()).json(&body).send().await.unwrap()
    }
}

async fn read(mut stream: TcpStream) -> (String, Value) {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        if let Ok(body) = serde_json::from_str(body) {
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(answer).await.unwrap();
            return (head.split(' ').nth(1).unwrap().to_owned(), body);
        }
    }
}
