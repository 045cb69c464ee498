use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The parameters of a call in EC2's query protocol.
pub(super) type Call = BTreeMap<String, String>;

/// Status and body of an answer.
pub(super) type Reply = (u16, String);

/// A local server that answers as it is told and keeps what it was asked.
pub(super) struct Fake {
    pub(super) endpoint: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Fake {
    /// `answer` gets the call and how often its action was called before.
    pub(super) fn start(answer: impl Fn(&Call, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&calls), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &kept, &*answer));
            }
        });
        Self { endpoint, calls }
    }

    /// The actions that were called, in order.
    pub(super) fn actions(&self) -> Vec<String> {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .map(|call| action(call).to_owned())
            .collect()
    }
}

pub(super) fn action(call: &Call) -> &str {
    call.get("Action").map_or("", String::as_str)
}

fn serve(mut stream: TcpStream, calls: &Mutex<Vec<Call>>, answer: &dyn Fn(&Call, usize) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) && line != "\r\n" {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let call: Call = String::from_utf8(body)
        .unwrap()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let before = {
        let mut calls = calls.lock().unwrap();
        let before = calls.iter().filter(|one| action(one) == action(&call)).count();
        calls.push(call.clone());
        before
    };
    let (status, body) = answer(&call, before);
    let head = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}
