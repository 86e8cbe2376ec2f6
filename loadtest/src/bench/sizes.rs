//! Bytes that somebody has to carry.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::start_up::mebibytes;
use super::table::Table;
use crate::arguments::BenchArguments;
use crate::server::{binary, checkout};

const NAME: &str = "sizes";
const LOADER: &str = "widget.js";

pub(super) fn measure(arguments: &BenchArguments, table: &mut Table) -> Result<()> {
    if !table.wants(NAME) {
        return Ok(());
    }
    let program = std::fs::metadata(binary(arguments.server.binary.as_deref())?)?.len();
    table.row("binary, with both front ends", mebibytes(program), "≤ 40 MiB");
    let Ok(built) = checkout("widget/dist") else {
        table.row("loader and widget, gzip", "not built", "≤ 5 kB; ≤ 60 kB");
        return Ok(());
    };
    let loader = compressed(&built.join(LOADER))?;
    let mut frame = 0;
    for path in code(&built)? {
        if !path.ends_with(LOADER) {
            frame += compressed(&path)?;
        }
    }
    table.row(
        "loader, before the visitor clicks, gzip",
        kilobytes(loader),
        "≤ 5 kB",
    );
    table.row(
        "loader and frame with every lazy part, gzip",
        kilobytes(loader + frame),
        "≤ 60 kB",
    );
    table.keep(
        NAME,
        &json!({ "binary": program, "loader_gz": loader, "frame_gz": frame }),
    )
}

/// All pages, scripts and styles below a folder.
fn code(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(code(&path)?);
        } else if path
            .extension()
            .is_some_and(|end| end == "js" || end == "css" || end == "html")
        {
            found.push(path);
        }
    }
    Ok(found)
}

/// Bytes of a file as a browser gets it.
fn compressed(path: &Path) -> Result<usize> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    Ok(gzip.finish()?.len())
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.2} kB", bytes as f64 / 1000.0)
}
