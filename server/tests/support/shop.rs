//! What the assistant of the stories knows.

use serde_json::{Value, json};

use super::Caller;

/// A question that the articles answer, and a sentence that the answer holds.
pub(crate) const KNOWN: &str = "How long does standard delivery take?";
pub(crate) const ANSWER: &str = "Standard delivery takes 2 to 4 working days";

/// A question that no article answers.
pub(crate) const UNKNOWN: &str = "Which wavelength do quasars prefer on Thursdays?";

/// A question whose answer comes in many pieces.
pub(crate) const LONG_ANSWER: &str = "How do I waterproof a leather boot?";

/// Writes the articles.
pub(crate) async fn stock(owner: &Caller, assistant: &str) {
    for article in articles() {
        owner
            .post(&format!("/assistants/{assistant}/articles"), &article)
            .await
            .is(201);
    }
}

fn articles() -> [Value; 3] {
    [
        json!({
            "title": "Shipping times and costs",
            "url": "https://shop.example/help/shipping",
            "body": "We send every parcel with a tracking number.\n\n## Within the country\n\n\
                Standard delivery takes 2 to 4 working days and costs 4.90. \
                Express delivery arrives on the next working day and costs 12.90.",
        }),
        json!({
            "title": "Returns and refunds",
            "body": "You can return unused products within 60 days of delivery. \
                A refund reaches your account within 5 working days after the return has arrived.",
        }),
        json!({
            "title": "Care of leather boots",
            "body": "To waterproof a leather boot, first brush off all dirt and let the leather boot dry slowly away \
                from the oven. Then warm the wax in your hands and rub it into the leather boot with a soft cloth, \
                seam by seam, until the leather takes no more of it. Leave the leather boot for a whole night, wipe \
                away the wax that is left and polish the leather boot with a clean brush. Waterproof a leather boot \
                again after every long and wet walk, because water washes the wax out of the leather boot.",
        }),
    ]
}
