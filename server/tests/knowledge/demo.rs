use super::exam::Candidate;
use super::places;
use super::questions::{Asked, read, shop};

#[tokio::test]
async fn the_shop_answers_its_visitors_and_admits_what_it_does_not_know() {
    let usual: Vec<Asked> = read("demo/questions.json");
    let held_out: Vec<Asked> = read("tests/knowledge/held_out.json");
    let terse: Vec<Asked> = read("tests/knowledge/terse.json");
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        candidate
            .sit(&usual)
            .await
            .expect(&format!("shop on {}", place.name), 90, 90);
        candidate
            .sit(&held_out)
            .await
            .expect(&format!("shop, in other words, on {}", place.name), 80, 90);
        candidate
            .sit(&terse)
            .await
            .expect(&format!("shop, as typed on a phone, on {}", place.name), 90, 90);
        place.close().await;
    }
}
