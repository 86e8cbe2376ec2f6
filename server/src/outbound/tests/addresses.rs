//! The file of addresses, each asked for; and what the setting lets through.

use super::*;

struct Case {
    line: usize,
    expected: &'static str,
    address: String,
    /// What the name in it stands for.
    means: Vec<IpAddr>,
}

fn cases(trap: u16) -> Vec<Case> {
    let lines = include_str!("addresses.tsv").lines().enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            let mut columns = line.split('\t');
            let expected = columns.next().unwrap();
            let mut address = columns.next().unwrap().replace("{trap}", &trap.to_string());
            for (name, character) in [
                ("<TAB>", "\t"),
                ("<CR>", "\r"),
                ("<LF>", "\n"),
                ("<NUL>", "\0"),
                ("<BS>", "\u{8}"),
                ("<SHY>", "\u{ad}"),
                ("<NBSP>", "\u{a0}"),
                ("<LS>", "\u{2028}"),
            ] {
                address = address.replace(name, character);
            }
            let means = columns.next().unwrap_or_default().split(',');
            Case {
                line: number + 1,
                expected,
                address,
                means: means
                    .filter(|raw| !raw.is_empty())
                    .map(|raw| raw.parse().unwrap())
                    .collect(),
            }
        })
        .collect()
}

/// A public address is not really asked here: its case ends where the connection would begin.
async fn becomes(outbound: &Outbound, names: &Names, case: &Case) -> &'static str {
    let target = match outbound.check(&case.address) {
        Ok(target) => target,
        Err(refused) => return refused.code(),
    };
    let host = target.url().host_str().unwrap_or_default();
    if case.expected == "ok" {
        return match outbound.guard.judge_name(host, &case.means) {
            Ok(()) => "ok",
            Err(refused) => refused.code(),
        };
    }
    names.mean(host, &case.means);
    let sending = outbound.get(&target, Vec::new()).within(Duration::from_secs(2));
    match sending.send().await {
        Err(OutboundError::Refused(refused)) => refused.code(),
        Err(error) => panic!("line {}: {error}", case.line),
        Ok(_) => "answered",
    }
}

#[tokio::test]
async fn every_address_of_the_file_becomes_what_it_says() {
    let trap = Host::saying(HERE, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let names = Arc::new(Names::default());
    let outbound = outbound(&names);
    let cases = cases(trap.port);
    assert!(cases.len() >= 300, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let became = becomes(&outbound, &names, case).await;
        if became != case.expected {
            wrong.push(format!(
                "line {}: {:?} became {became}, not {}",
                case.line, case.address, case.expected
            ));
        }
        // Each name means one thing per case.
        names.meanings.lock().unwrap().clear();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(trap.hits(), 0, "the trap was called");
}

#[tokio::test]
async fn the_trap_does_count() {
    let trap = Host::saying(ALLOWED, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let outbound = outbound(&Arc::default());
    let reply = get(&outbound, &format!("http://127.0.0.2:{}/", trap.port))
        .await
        .unwrap();
    assert!(reply.is_success());
    assert_eq!(trap.hits(), 1);
}

/// May it be called, with that in the setting?
fn passes(allow: &[&str], address: &str, means: &str) -> bool {
    let settings = Settings {
        allow_private: Allowance::parse(allow).unwrap(),
        own: Vec::new(),
    };
    let guard = Guard::new(&settings);
    let Ok(target) = target::parse(address, &guard) else {
        return false;
    };
    let means: Vec<IpAddr> = means
        .split(',')
        .filter(|raw| !raw.is_empty())
        .map(|raw| raw.parse().unwrap())
        .collect();
    guard.judge_name(target.url().host_str().unwrap(), &means).is_ok()
}

#[test]
fn what_the_setting_names_may_be_private() {
    assert!(!passes(&[], "http://n8n.lan:5678/", "10.0.0.5"));
    assert!(passes(&["n8n.lan"], "http://n8n.lan:5678/", "10.0.0.5"));
    assert!(passes(&["N8N.lan."], "http://n8n.LAN.:5678/", "10.0.0.5"));
    assert!(!passes(&["n8n.lan"], "http://evil.n8n.lan/", "10.0.0.5"));
    assert!(!passes(&["n8n.lan"], "http://10.0.0.5/", ""));
    assert!(passes(&["10.0.0.0/8"], "http://n8n.lan/", "10.0.0.5"));
    assert!(passes(&["10.0.0.5"], "http://10.0.0.5/", ""));
    assert!(!passes(&["10.0.0.5"], "http://10.0.0.6/", ""));
    assert!(!passes(&["10.0.0.5"], "http://n8n.lan/", "10.0.0.5,10.0.0.6"));
    assert!(passes(&["fd00::/8"], "http://[fd00::7]/", ""));
    assert!(passes(&["10.0.0.0/8"], "http://[::ffff:10.0.0.5]/", ""));
    assert!(passes(&[" ", "*"], "http://127.0.0.1/", ""));
    assert!(passes(&["*"], "http://x.example/", "169.254.169.254"));
}

#[test]
fn an_entry_that_is_nothing_is_told() {
    for bad in ["10.0.0.0/33", "a b", "http://n8n.lan", "::1::", "[::1]"] {
        assert!(Allowance::parse(&[bad]).is_err(), "{bad}");
    }
}

#[test]
fn a_public_address_of_this_machine_is_no_place_to_call() {
    let settings = Settings::default();
    let guard = Guard::on_machine(&settings, |address| address == IpAddr::from([8, 8, 8, 8]));
    assert_eq!(
        guard.judge_name("a.example", &[[8, 8, 8, 8].into()]),
        Err(Refused::Private)
    );
    assert_eq!(guard.judge_name("a.example", &[[8, 8, 4, 4].into()]), Ok(()));
    assert_eq!(target::parse("http://8.8.8.8/", &guard), Err(Refused::Private));
    let allowed = Settings {
        allow_private: Allowance::parse(&["a.example"]).unwrap(),
        own: Vec::new(),
    };
    let guard = Guard::on_machine(&allowed, |_| true);
    assert_eq!(guard.judge_name("a.example", &[[8, 8, 8, 8].into()]), Ok(()));
}

#[test]
fn what_an_address_holds_is_not_in_the_log() {
    let outbound = outbound(&Arc::default());
    let target = outbound.check("https://api.example/hook?token=geheim").unwrap();
    assert_eq!(format!("{target:?}"), "Target(https://api.example)");
}
