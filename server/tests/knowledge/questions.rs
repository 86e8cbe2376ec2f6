//! Sets of articles and questions, as files hold them.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) question: String,
    /// The article that must be cited first; none where the honest answer is that nobody knows.
    pub(super) article: Option<String>,
    /// Words that a good answer holds.
    #[serde(default)]
    pub(super) says: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) body: String,
}

#[derive(Deserialize)]
pub(super) struct Tenant {
    pub(super) articles: Vec<Page>,
    pub(super) questions: Vec<Asked>,
}

/// The demo shop's help articles.
pub(super) fn shop() -> Vec<Page> {
    folder("demo/articles").iter().map(|file| page(file)).collect()
}

/// The files of a folder below the server's, by name.
pub(super) fn folder(name: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(server().join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// The file of `name`, below the server's folder.
pub(super) fn read<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(server().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn page(file: &Path) -> Page {
    let body = std::fs::read_to_string(file).unwrap();
    let title = body.lines().next().unwrap().trim_start_matches("# ").to_owned();
    let slug = file.file_stem().unwrap().to_string_lossy().into_owned();
    Page { slug, title, body }
}

fn server() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
