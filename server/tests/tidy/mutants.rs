//! The planted faults, their list and their tests are one, and no build but one has them.

use std::collections::BTreeSet;
use std::fs;

use super::files::{all, root};

const LIST: &str = "../docs/mutants.md";
const FAULTS: &str = "domain/mutant.rs";

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Each mutant of the list, with the tests that have to catch it.
fn listed() -> Vec<(String, Vec<String>)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, mutant, _, tests, _] = cells.as_slice() else {
            return None;
        };
        is_mutant(mutant).then(|| {
            let tests = tests.split('`').skip(1).step_by(2);
            ((*mutant).to_owned(), tests.map(str::to_owned).collect())
        })
    };
    text(LIST).lines().filter_map(row).collect()
}

fn is_mutant(word: &str) -> bool {
    word.strip_prefix('M')
        .is_some_and(|number| number.len() == 2 && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// The names that stand behind `before` in `source`.
fn named(source: &str, before: &str) -> impl Iterator<Item = String> {
    let names = source
        .split(before)
        .skip(1)
        .filter_map(|rest| rest.get(..3))
        .filter(|name| is_mutant(name))
        .map(str::to_owned)
        .collect::<Vec<_>>();
    names.into_iter()
}

#[test]
fn every_fault_is_planted_and_listed_with_its_tests() {
    let sources = all();
    let faults = &sources.iter().find(|source| source.path == FAULTS).unwrap().text;
    let known: BTreeSet<String> = named(faults, "\n    ").collect();
    let planted: BTreeSet<String> = sources
        .iter()
        .filter(|source| source.path != FAULTS)
        .flat_map(|source| named(&source.text, "planted(Mutant::"))
        .collect();
    let rows = listed();
    let in_list: BTreeSet<String> = rows.iter().map(|(mutant, _)| mutant.clone()).collect();
    assert!(known.len() > 20, "{known:?}");
    assert_eq!(planted, known, "planted, and known");
    assert_eq!(in_list, known, "in the list, and known");
    assert_eq!(rows.len(), known.len(), "each stands in the list once");
    assert!(rows.iter().all(|(_, tests)| !tests.is_empty()), "{rows:?}");
}

#[test]
fn every_story_of_the_list_is_told() {
    let mut told = 0;
    for (mutant, tests) in listed() {
        for story in tests.iter().filter_map(|test| test.strip_prefix("story ")) {
            let parts: Vec<&str> = story.split("::").collect();
            let (file, name, given) = match parts.as_slice() {
                [file, "sqlite", name] => (file, name, "place: Place"),
                [file, "redis", name] => (file, name, "meeting: Meeting"),
                _ => panic!("{mutant}: {story:?} is a story neither on SQLite nor on several nodes"),
            };
            let stories = text(&format!("tests/stories/{file}.rs"));
            assert!(
                stories.contains(&format!("async fn {name}({given}) {{")),
                "{mutant}: {story}"
            );
            told += 1;
        }
    }
    assert!(told > 20);
}

#[test]
fn no_build_but_one_has_the_faults() {
    let manifest = text("Cargo.toml");
    let (_, features) = manifest.split_once("\n[features]\n").unwrap();
    let features = features.split("\n[").next().unwrap();
    assert!(features.contains("\nmutants = []\n"), "{features}");
    assert!(!features.contains("default"), "{features}");
    let scripts = root().join("../scripts");
    let folders = [scripts.clone(), scripts.join("parts")];
    let mut asking = Vec::new();
    for entry in folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let path = entry.unwrap().path();
        if path.is_file() && fs::read_to_string(&path).unwrap().contains("-features") {
            asking.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(asking, ["mutants.sh"], "scripts that build with features");
}
