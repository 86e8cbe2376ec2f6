//! Sitemaps as sitemaps.org describes them: lists of pages, or of other sitemaps.

use std::io::Read;

use flate2::read::GzDecoder;
use quick_xml::Reader as XmlReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// Bytes of a sitemap once it is unpacked.
const MOST_UNPACKED: u64 = 20 * 1024 * 1024;

/// Characters of an address.
const LONGEST_ADDRESS: usize = 2_000;

/// What a sitemap names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    pub(super) pages: Vec<String>,
    pub(super) sitemaps: Vec<String>,
}

/// Reads up to `most` entries. Nothing if it is no sitemap.
pub(super) fn read(bytes: &[u8], most: usize) -> Option<Sitemap> {
    let bytes = unpacked(bytes)?;
    let mut reader = XmlReader::from_reader(bytes.as_slice());
    let mut buffer = Vec::new();
    let mut found = Sitemap::default();
    let mut is_sitemap = false;
    let mut within = Within::Nothing;
    let mut address: Option<String> = None;
    while found.pages.len() + found.sitemaps.len() < most {
        buffer.clear();
        // What a document defines for itself is never looked up, so nothing in it can grow.
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "urlset" | "sitemapindex" => is_sitemap = true,
                "url" => within = Within::Page,
                "sitemap" => within = Within::Sitemap,
                "loc" => address = Some(String::new()),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(address) = &mut address
                    && address.len() <= LONGEST_ADDRESS
                {
                    address.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(address) = &mut address {
                    address.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(address) = &mut address {
                    if let Ok(Some(character)) = name.resolve_char_ref() {
                        address.push(character);
                    } else if let Some(meant) = resolve_predefined_entity(&name) {
                        address.push_str(meant);
                    }
                }
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "loc" => {
                    let whole = address.take().unwrap_or_default().trim().to_owned();
                    if !whole.is_empty() && whole.len() <= LONGEST_ADDRESS {
                        match within {
                            Within::Page => found.pages.push(whole),
                            Within::Sitemap => found.sitemaps.push(whole),
                            Within::Nothing => {}
                        }
                    }
                }
                "url" | "sitemap" => within = Within::Nothing,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    is_sitemap.then_some(found)
}

#[derive(Clone, Copy)]
enum Within {
    Nothing,
    Page,
    Sitemap,
}

/// As it is, or out of gzip, if it does not grow too much there.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(bytes.to_vec());
    }
    let mut out = Vec::new();
    GzDecoder::new(bytes)
        .take(MOST_UNPACKED + 1)
        .read_to_end(&mut out)
        .ok()?;
    (out.len() as u64 <= MOST_UNPACKED).then_some(out)
}

#[cfg(test)]
#[path = "sitemap_tests.rs"]
mod tests;
