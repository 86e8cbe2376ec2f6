//! Words that customers and help articles use for the same thing, in any shop or service.
//!
//! Nothing here knows a product: what is particular to a tenant stands in its articles.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::stem;

/// Each line is a family of words for the same thing. A word may have several.
const FAMILIES: &[&str] = &[
    "parcel package packet",
    "delivery deliver shipping ship dispatch",
    "phone telephone",
    "email mail",
    "cost price",
    "payment pay paid",
    "invoice bill",
    "buy purchase bought",
    "cancel cancellation",
    "swap exchange",
    "refund reimbursement",
    "repair fix mend",
    "broken broke damaged damage faulty defective",
    "lost lose missing",
    "delete deletion erase remove",
    "store shop",
    "pickup pick collect collection",
    "rent rental hire",
    "warranty guarantee",
    "allowed permitted",
    "expire expiry",
    "zip zipper",
    "aeroplane plane airplane",
    "measure measurement",
    "weigh weight heavy",
    "large big",
    "fast quick",
    "password passcode",
    "forget forgot forgotten remember",
    "login log sign",
    "register registration signup",
    "open opening",
    "close closed closing",
    "voucher coupon",
    "trousers pants",
    "foot feet",
    "child children kid",
    "man men",
    "woman women",
    "person people persons",
];

/// Each line begins with a word, and what an article may say where a question has it.
const AKIN: &[&str] = &[
    "cost fee charge expensive pay",
    "price fee charge expensive pay",
    "charge cost price fee",
    "expensive cost price",
    "order buy purchase bought",
    "buy order",
    "return send bring back",
    "refund money",
    "money cash refund",
    "voucher card",
    "coupon code discount",
    "cheap discount sale",
    "repair replace",
    "broken repair",
    "replace replacement exchange swap",
    "change modify edit alter",
    "modify change",
    "edit change",
    "arrive arrival delivered delivery",
    "shipment parcel delivery",
    "open hours",
    "hours open",
    "close open hours",
    "allowed forbidden welcome",
    "forbidden allowed",
    "expire valid",
    "valid expire",
    "flight plane airline aeroplane",
    "fly plane airline aeroplane",
    "plane fly airline",
    "borrow rent lend",
    "contact phone telephone email reach",
    "receipt invoice",
    "call phone telephone",
    "sell buy",
    "unsubscribe leave cancel",
    "subscription membership plan",
    "reset forgot forgotten change",
    "download export",
    "home house",
];

/// How close words of one family are.
pub(super) const SAME: f64 = 0.9;
const AKIN_CLOSENESS: f64 = 0.6;

/// Stem of a word → the words that may stand for it, and how close they are.
static RELATIVES: LazyLock<HashMap<String, Vec<(&'static str, f64)>>> = LazyLock::new(|| {
    let mut relatives: HashMap<String, Vec<(&'static str, f64)>> = HashMap::new();
    for family in FAMILIES {
        for word in family.split(' ') {
            let others = family.split(' ').filter(|other| *other != word);
            let close = others.map(|other| (other, SAME));
            relatives.entry(stem(word)).or_default().extend(close);
        }
    }
    for line in AKIN {
        let mut words = line.split(' ');
        let word = words.next().unwrap_or_default();
        let akin = words.map(|other| (other, AKIN_CLOSENESS));
        relatives.entry(stem(word)).or_default().extend(akin);
    }
    relatives
});

/// The words that may stand in an article where a question has a word with this stem, with their closeness (0 to 1).
pub(super) fn relatives(stem: &str) -> &'static [(&'static str, f64)] {
    RELATIVES.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_found_from_any_form() {
        let names = |word: &str| {
            relatives(&stem(word))
                .iter()
                .map(|(other, _)| *other)
                .collect::<Vec<_>>()
        };
        assert!(names("packages").contains(&"parcel"));
        assert!(names("phone").contains(&"telephone"));
        assert!(relatives("kayak").is_empty());
    }
}
