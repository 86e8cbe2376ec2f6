use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

const PAGES: &str = "<?xml version='1.0' encoding='UTF-8'?>
    <urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>
    <url><loc> https://a.example/one?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod></url>
    <url><image:image><image:title>x</image:title></image:image><loc><![CDATA[https://a.example/two]]></loc></url>
    <url><loc>https://a.example/&#x74;hree</loc></url><url><loc/></url></urlset>";

#[test]
fn pages_are_found_however_they_are_written() {
    let expected = Sitemap {
        pages: vec![
            "https://a.example/one?x=1&y=2".to_owned(),
            "https://a.example/two".to_owned(),
            "https://a.example/three".to_owned(),
        ],
        sitemaps: Vec::new(),
    };
    assert_eq!(read(PAGES.as_bytes(), 10), Some(expected.clone()));
    assert_eq!(read(&packed(PAGES), 10), Some(expected));
}

#[test]
fn an_index_names_sitemaps() {
    let index = "<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>";
    let found = read(index.as_bytes(), 10).unwrap();
    assert_eq!(found.sitemaps, ["https://a.example/1.xml"]);
    assert!(found.pages.is_empty());
}

#[test]
fn what_is_no_sitemap_is_none() {
    for other in [
        "",
        "hello",
        "<html><body><p>x</p></body></html>",
        "<urlset><url>",
        "{\"a\":1}",
        "<a></b>",
    ] {
        assert_eq!(
            read(other.as_bytes(), 10).unwrap_or_default(),
            Sitemap::default(),
            "{other}"
        );
    }
    assert_eq!(read(b"<html></html>", 10), None);
    assert_eq!(read(b"\x1f\x8b\x08nonsense", 10), None);
}

#[test]
fn no_sitemap_grows_without_end() {
    let many = format!(
        "<urlset>{}",
        "<url><loc>https://a.example/</loc></url>".repeat(10_000)
    );
    assert_eq!(read(many.as_bytes(), 500).unwrap().pages.len(), 500);
    let bomb = packed(&" ".repeat(MOST_UNPACKED as usize + 1));
    assert!(bomb.len() < 100_000);
    assert_eq!(read(&bomb, 10), None);
    let laughs = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>
        <urlset><url><loc>https://a.example/&b;</loc></url></urlset>";
    assert_eq!(read(laughs.as_bytes(), 10).unwrap().pages, ["https://a.example/"]);
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes, 10);
    }

    #[test]
    fn no_broken_sitemap_is_too_odd(cut in 0..PAGES.len(), at in 0..PAGES.len(), byte in any::<u8>()) {
        let mut bytes = PAGES.as_bytes()[..cut].to_vec();
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let _ = read(&bytes, 10);
    }
}
