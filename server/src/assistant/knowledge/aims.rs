//! What a visitor is after where the words do not say it: who asks where an order is does not ask for the order.
//!
//! English only; in another language nothing is recognised, and the words alone count.

use super::words::{is_in, words};

/// What a question is after, beside what its words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// Something that was ordered is not there: `where is my …`, `… has not arrived yet`.
    Parcel,
    /// The same of what no parcel brings, as a refund.
    Overdue,
    /// `how long until my parcel comes`
    Arrival,
    /// `how much is …`
    Price,
    /// `do you take …`, `can I pay with …`
    Payment,
}

impl Aim {
    pub(super) fn of(question: &str) -> Option<Self> {
        let words = words(question);
        if is_waiting(&words) {
            let any = |list: &str| words.iter().any(|word| is_in(list, word));
            let no_parcel = any(NO_PARCEL) && !any(PARCELS);
            Some(if no_parcel { Self::Overdue } else { Self::Parcel })
        } else if asks_when_it_comes(&words) {
            Some(Self::Arrival)
        } else if asks_price(&words) {
            Some(Self::Price)
        } else if asks_how_to_pay(&words) {
            Some(Self::Payment)
        } else {
            None
        }
    }

    /// Words of an article that would help.
    pub(super) fn helps(self) -> &'static str {
        match self {
            Self::Parcel => "parcel tracking delivery",
            Self::Overdue => "",
            Self::Arrival => "shipping times delivery takes days",
            Self::Price => "cost",
            Self::Payment => "accept payment methods",
        }
    }

    /// Whether a word of the question only says that there is this aim, and names nothing.
    pub(super) fn is_said_by(self, word: &str) -> bool {
        match self {
            Self::Parcel => is_in(COME, word) || is_in(GOT, word) || is_in(ORDERED, word),
            Self::Overdue => is_in(COME, word) || is_in(GOT, word),
            Self::Arrival => is_in(COMES, word) || is_in(COME, word) || is_in(PARCELS, word),
            Self::Price => false,
            Self::Payment => is_in(PAYING, word),
        }
    }
}

/// What one waits for that no parcel brings.
const NO_PARCEL: &str = "refund money invoice bill receipt card code voucher coupon password email mail link payment \
    statement salary answer reply account data file";
const PARCELS: &str = "order orders parcel parcels package packages packet shipment delivery";
const COME: &str = "arrived arrive come came received receive delivered";
const GOT: &str = "got get gotten";
const ORDERED: &str = "order orders ordered item items stuff purchase";
const COMES: &str = "comes arrives take takes get gets deliver delivers";

/// `when does my order arrive`, `how long does a parcel take`.
fn asks_when_it_comes(words: &[String]) -> bool {
    let any = |list: &str| words.iter().any(|word| is_in(list, word));
    let asks = words.first().is_some_and(|word| word == "when")
        || words
            .windows(2)
            .any(|pair| pair[0] == "how" && is_in("long soon fast", &pair[1]));
    asks && any(PARCELS) && (any(COMES) || any(COME)) && !any("return back refund")
}

const PAYING: &str = "take takes accept accepts accepted pay paying ok okay fine card cards";

/// `do you take` and a means to pay, `can I pay with …`, `is paypal ok?`; but not `do you take it back`.
fn asks_how_to_pay(words: &[String]) -> bool {
    const MEANS: &str = "card cards credit debit visa mastercard amex maestro paypal klarna apple google cash cheque cheques \
        check checks bitcoin crypto cryptocurrency currency euros dollars pounds transfer sepa instalments installments";
    const SHORT: usize = 8;
    let any = |list: &str| words.iter().any(|word| is_in(list, word));
    let pays = words
        .windows(2)
        .any(|pair| is_in("pay paying", &pair[0]) && is_in("with by in using via cash", &pair[1]));
    words.len() <= SHORT && (pays || any(MEANS) && any("take accept ok okay fine"))
}

fn is_waiting(words: &[String]) -> bool {
    const NOT: &str = "not never havent hasnt didnt wasnt nothing";
    const HAVE_NOT: &str = "never havent hasnt didnt";
    /// How many words further on the other may stand.
    const NEAR: usize = 4;
    let follows = |first: &str, then: &str| {
        words.iter().enumerate().any(|(at, word)| {
            is_in(first, word) && words[at + 1..].iter().take(NEAR).any(|word| is_in(then, word))
        })
    };
    asks_where(words) || follows(NOT, COME) || follows(HAVE_NOT, GOT)
}

/// `where is my …`, `where is order …`; but not `where do I enter my …`.
fn asks_where(words: &[String]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let mut rest = words[at + 1..].iter().skip_while(|word| is_in("is are", word));
        let next = rest.next().map_or("", String::as_str);
        let is_own = is_in("my our", next);
        let is_parcel =
            is_in(PARCELS, next) || next == "the" && rest.next().is_some_and(|word| is_in(PARCELS, word));
        is_in("where wheres", word) && (is_own || is_parcel)
    })
}

/// `how much is …`, but not `how much time`.
fn asks_price(words: &[String]) -> bool {
    const GOES_ON: &str = "is are does do for will would to";
    words
        .windows(3)
        .any(|three| three[0] == "how" && three[1] == "much" && is_in(GOES_ON, &three[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_when_it_comes() {
        for question in [
            "how long til my parcel comes",
            "When will my order arrive?",
            "how fast is delivery, when does it get here",
        ] {
            assert_eq!(Aim::of(question), Some(Aim::Arrival), "{question}");
        }
        for question in ["When do you open?", "How long is a parcel kept?"] {
            assert_eq!(Aim::of(question), None, "{question}");
        }
    }

    #[test]
    fn who_asks_how_to_pay() {
        for question in [
            "do u take paypal",
            "what cards do you take",
            "can I pay with bitcoin",
            "is cash ok?",
        ] {
            assert_eq!(Aim::of(question), Some(Aim::Payment), "{question}");
        }
        for question in [
            "Do you take it back?",
            "Who pays for the return?",
            "Is my card blocked?",
        ] {
            assert_eq!(Aim::of(question), None, "{question}");
        }
    }

    #[test]
    fn who_waits_wants_to_know_where_it_is() {
        for question in [
            "Where is my order 12345?",
            "where's my stuff",
            "where is order 4711, my email is bob@example.com",
            "my boots still haven't arrived",
            "The parcel did not come yet",
        ] {
            assert_eq!(Aim::of(question), Some(Aim::Parcel), "{question}");
        }
        assert_eq!(Aim::of("I have not received my refund"), Some(Aim::Overdue));
        for question in [
            "Where is your store?",
            "Where can I pick up my order?",
            "where do I enter my size",
            "is anybody still here?",
            "I do not get it",
            "can I still get size 42",
        ] {
            assert_eq!(Aim::of(question), None, "{question}");
        }
    }

    #[test]
    fn who_asks_how_much_wants_a_price() {
        assert_eq!(Aim::of("how much is shipping"), Some(Aim::Price));
        assert_eq!(Aim::of("How much time do I have?"), None);
    }
}
