//! What a tenant leaves to people, and what it does not.

use serde::Deserialize;

use super::exam::Candidate;
use super::places;
use super::questions::read;

/// Topics, each with questions that are about it and some that only sound like it.
const LEFT: [(&str, [&str; 3], [&str; 2]); 10] = [
    (
        "Legal threats",
        [
            "I will take legal action, and that is no empty threat",
            "is that a legal threat?",
            "my lawyer: legally this is a threat",
        ],
        [
            "Where is your legal notice?",
            "Is there a threat of snow on the pass?",
        ],
    ),
    (
        "Complaints about damage",
        [
            "I want to complain, my parcel came damaged",
            "A complaint: the tent is broken",
            "how do I complain about a faulty zip",
        ],
        [
            "I want to complain about the waiting time",
            "Is damage by moths covered?",
        ],
    ),
    (
        "Cancelling a contract",
        [
            "please cancel my contract",
            "I'd like the cancellation of our contract",
            "can the contract be cancelled early?",
        ],
        ["cancel my order", "who signs the contract?"],
    ),
    (
        "Refunds",
        [
            "where is my refund",
            "I was never refunded",
            "When do you reimburse the postage?",
        ],
        ["how much money do I have to pay", "can I return it?"],
    ),
    (
        "Allergies",
        [
            "I have an allergy to down",
            "which allergies are there to wool",
            "my son has an allergy",
        ],
        ["is the wool organic?", "all of the gear is wet"],
    ),
    (
        "Press enquiries",
        [
            "this is a press enquiry",
            "I have an enquiry, I work for the press",
            "whom do I send press enquiries to?",
        ],
        ["do I press the red button?", "an enquiry about boots"],
    ),
    (
        "Wholesale prices",
        [
            "what is your wholesale price",
            "do you sell wholesale, and what does it cost?",
            "prices for wholesale",
        ],
        ["what is the price of the tent", "are you a wholesaler?"],
    ),
    (
        "Deleting my account",
        [
            "delete my account please",
            "how is an account deleted",
            "I want this account to be deleted today",
        ],
        ["delete the last address", "open an account"],
    ),
    (
        "E-mail changes",
        [
            "how do I change my email",
            "my e-mail has changed",
            "I am changing my e-mail address",
        ],
        ["I got no e-mail", "change the colour"],
    ),
    (
        "Lost parcels",
        [
            "my parcel is lost",
            "I think the package got lost",
            "you lost two of my parcels",
        ],
        ["I lost a glove", "where do I send the parcel"],
    ),
];

#[tokio::test]
async fn a_topic_for_people_goes_to_one_and_nothing_else_does() {
    for place in places::all().await {
        let topics: Vec<String> = LEFT.iter().map(|(topic, ..)| (*topic).to_owned()).collect();
        let candidate = Candidate::with(&place.store, Vec::new()).await.leaving(topics);
        for (topic, about, others) in LEFT {
            for question in about {
                let (text, answer) = candidate.ask(question, Vec::new()).await;
                assert!(answer.wants_person && !answer.answered, "{topic}: {question}");
                assert!(answer.wish.unwrap().ends_with(topic), "{topic}: {question}");
                assert!(text.contains("person"), "{text}");
            }
            for question in others {
                let (_, answer) = candidate.ask(question, Vec::new()).await;
                assert!(!answer.wants_person, "{topic}: {question}");
            }
        }
        place.close().await;
    }
}

#[derive(Deserialize)]
struct Asked {
    question: String,
}

/// The retrieval benchmark's questions, which a bank for companies is asked, against topics of a clothes shop.
#[tokio::test]
async fn questions_about_something_else_stay() {
    let questions: Vec<Asked> = read("tests/knowledge/bench/questions.json");
    let unrelated = [
        "Broken zips",
        "Wedding dresses",
        "Washing instructions",
        "Lost parcels",
        "Sizes of shoes",
        "Fabric allergies",
        "Complaints about a driver",
        "Custom tailoring",
        "Stains and repairs",
        "Shop opening times",
    ];
    for place in places::all().await {
        let topics = unrelated.map(str::to_owned).to_vec();
        let candidate = Candidate::with(&place.store, Vec::new()).await.leaving(topics);
        let mut left = Vec::new();
        for asked in &questions {
            let (_, answer) = candidate.ask(&asked.question, Vec::new()).await;
            left.extend(answer.wish.map(|wish| format!("{wish} | {}", asked.question)));
        }
        println!(
            "topics | {} | {} of {} questions are taken for one of {} unrelated topics",
            place.name,
            left.len(),
            questions.len(),
            unrelated.len()
        );
        assert!(left.is_empty(), "{left:?}");

        // And three that are of this bank.
        let topics = ["Chargebacks", "Interest on savings", "Cancelling a card"];
        let candidate = candidate.leaving(topics.map(str::to_owned).to_vec());
        let mut left = Vec::new();
        for asked in &questions {
            let (_, answer) = candidate.ask(&asked.question, Vec::new()).await;
            left.extend(answer.wish);
        }
        let of = |topic: &str| left.iter().filter(|wish| wish.ends_with(topic)).count();
        assert_eq!(topics.map(of), [1, 1, 1], "{left:?}");
        place.close().await;
    }
}
