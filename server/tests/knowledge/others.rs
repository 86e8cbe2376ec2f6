use super::exam::Candidate;
use super::places;
use super::questions::{Tenant, read};

#[tokio::test]
async fn a_maker_of_software_is_answered_as_well() {
    sit("software").await;
}

#[tokio::test]
async fn another_language_is_no_worse_off() {
    sit("german").await;
}

async fn sit(name: &str) {
    for place in places::all().await {
        let tenant: Tenant = read(&format!("tests/knowledge/{name}.json"));
        let candidate = Candidate::with(&place.store, tenant.articles).await;
        candidate
            .sit(&tenant.questions)
            .await
            .expect(&format!("{name} on {}", place.name), 80, 90);
        place.close().await;
    }
}
