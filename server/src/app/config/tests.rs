use super::*;

fn load(file: &str, environment: &[(&str, &str)], flags: Flags) -> Result<Config, Invalid> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tandem.toml");
    std::fs::write(&path, file).unwrap();
    let flags = Flags {
        config: Some(path),
        ..flags
    };
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::from_layers(&flags, environment)
}

fn message(result: Result<Config, Invalid>) -> String {
    let text = result.unwrap_err().to_string();
    assert!(!text.contains('\n'), "one line: {text}");
    text
}

#[test]
fn later_layers_win() {
    let file = "listen = \"127.0.0.1:1\"\ndata_dir = \"from-file\"\n[limits]\nconnections_per_dialog = 7\n";
    let environment = [
        ("TANDEM_LISTEN", "127.0.0.1:2"),
        ("TANDEM_LIMITS__OUTBOX_FRAMES", "9"),
    ];
    let flags = Flags {
        listen: Some("127.0.0.1:3".to_owned()),
        ..Flags::default()
    };
    let config = load(file, &environment, flags).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.data_dir, PathBuf::from("from-file"));
    assert_eq!(config.limits().connections_per_dialog, 7);
    assert_eq!(config.limits().outbox_frames, 9);
}

#[test]
fn a_mistake_is_told_by_name() {
    let none = Flags::default;
    assert_eq!(
        message(load("lsten = 1", &[], none())),
        "setting `lsten`: there is no such setting"
    );
    assert_eq!(
        message(load("[limits]\nconections = 1", &[], none())),
        "setting `limits.conections`: there is no such setting"
    );
    assert!(message(load("listen = \"here\"", &[], none())).starts_with("setting `listen`: "));
    let unknown = [("TANDEM_LIMITS__NO_SUCH", "1")];
    assert!(message(load("", &unknown, none())).contains("limits.no_such"));
    let ill = [("TANDEM_READERS", "many")];
    assert!(message(load("", &ill, none())).starts_with("setting `readers`: "));
    assert!(message(load("= broken", &[], none())).contains("cannot be read"));
}

#[test]
fn combinations_that_cannot_work_are_refused() {
    let silent = "[limits]\nping_seconds = 40\nsilent_seconds = 40";
    assert!(message(load(silent, &[], Flags::default())).contains("silent_seconds"));
    let url = [("TANDEM_DATABASE_URL", "mysql://u:geheim@h/d")];
    let text = message(load("", &url, Flags::default()));
    assert!(
        text.contains("database_url") && !text.contains("geheim"),
        "{text}"
    );
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let flags = Flags {
        config: Some(PathBuf::from("no/such/file.toml")),
        ..Flags::default()
    };
    assert!(message(Config::from_layers(&flags, std::iter::empty())).contains("no/such/file.toml"));
}

#[test]
fn the_tests_own_variables_are_not_settings() {
    assert!(load("", &[("TANDEM_TEST_POSTGRES", "postgres://x")], Flags::default()).is_ok());
}

#[test]
fn a_stranger_stays_ten_seconds_and_leaves_files_for_the_rest() {
    let config = load("", &[], Flags::default()).unwrap();
    let gate = config.gate(600);
    assert_eq!(gate.stranger_lives, Duration::from_secs(10));
    assert!(gate.connections < 600 - 3 * config.readers as usize, "{gate:?}");
    assert_eq!(config.gate(u64::MAX).connections, 20_000 + 4_096);
}

#[test]
fn what_may_be_called_is_a_list_or_a_text_with_commas() {
    let file = "[outbound]\nallow_private = [\"n8n.lan\", \"10.0.0.0/8\"]";
    assert!(load(file, &[], Flags::default()).is_ok());
    let variable = |text| [("TANDEM_OUTBOUND__ALLOW_PRIVATE", text)];
    assert!(load("", &variable("n8n.lan, 10.0.0.5,"), Flags::default()).is_ok());
    let text = message(load("", &variable("n8n.lan, 10.0.0.0/40"), Flags::default()));
    assert!(
        text.starts_with("setting `outbound.allow_private`: \"10.0.0.0/40\" is neither"),
        "{text}"
    );
    let text = message(load("[outbound]\nallow_private = 5", &[], Flags::default()));
    assert!(
        text.contains("a list of names, or one text with commas"),
        "{text}"
    );
}

/// The page names each limit with its default, and none that there is not.
#[test]
fn the_page_of_limits_is_true() {
    let page = include_str!("../../../../docs/limits.md");
    let settings = toml::Value::try_from(LimitSettings::default()).unwrap();
    let mut told: Vec<(String, String)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(name, rest)| (name.to_owned(), rest.split(" |").next().unwrap().to_owned()))
        .collect();
    told.sort();
    let mut known: Vec<_> = settings
        .as_table()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect();
    known.sort();
    assert_eq!(told, known);
}
