//! Words that say nothing about what a question is about.
//!
//! A list is used only for a question that looks like its language, so that an English `die` is not thrown away
//! because German has an article of that name.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of the grammar, of politeness, and of asking itself.
const ENGLISH: &str = "a able about above across after again ago all almost already also although always am an and another any \
    anybody anymore anyone anything anyway are aren't arent around as ask at away be because been before become becomes behind being below \
    between both but by came can can't cant cannot come could couldn't couldnt did didn't didnt do does doesn't doesnt doing \
    don't dont done each either else enough especially etc even ever every everyone everything exactly explain far few find first \
    for from further gave generally get gets getting give gives go goes going gone gonna good got great guys had happen \
    happens has hasn't hasnt have haven't havent having he hello help her here hers hey hi him his hope how however i i'd \
    i'll i'm i've id idea if ill im in inside into is isn't isnt it it's its itself ive just kind know last let let's lets like little ll \
    look looking lot lots made make makes making many may maybe me mean means might mine more most much must my myself \
    near need needed needs never new no nor not nothing now of off often ok okay on once one ones only onto or other others our \
    ours out over own perhaps please pls plz possible possibly probably put question questions quite r rather re really right said \
    same say says see seem seems shall she should shouldn't so some somebody somehow someone something sometimes somewhere soon sorry \
    sort somewhat still stuff such supposed sure tell than thank thanks thx that that's thats the their theirs them then there \
    there's theres these they they're thing things think this those though through til till time times to today together tomorrow \
    too towards try trying u under until up upon ur us use uses using usually ve very via wanna want wanted wants was \
    wasn't wasnt way ways we we're welcome well went were weren't what what's whats when when's where where's wheres whether \
    which while who who's whom whose why will wish with within without won't wont wonder wondering would wouldn't wouldnt \
    yes yesterday yet you you'd you'll you're you've your yours yourself";

const GERMAN: &str = "aber alle als am an auch auf aus bei bekomme bekommen bin bis bitte da das dass dem den der des die diese dieser dieses \
    doch du ein eine einem einen einer eines er es etwas euch euer eure fur gibt habe haben hat hatte ich ihr ihre ihnen im in \
    ist ja kann kannst konnen konnte man mein meine meinem meinen meiner mich mir mit mochte muss nach nicht noch nur ob oder \
    ohne schon sein seine sich sie sind so uber um und uns unser unsere viel viele vom von vor wann war warum was weil welche welcher \
    welches wenn wer werden wie wieder will wir wird wo wurde zu zum zur";

const FRENCH: &str = "a ai au aux avec avez bonjour ce cela ces cet cette combien comme comment dans de des du elle en est et \
    etre faire fait faut il ils j'ai je la le les leur lui ma mais me mes moi mon ne nous ou par pas peut peux plus pour pouvez \
    puis quand que quel quelle quelles quels qui quoi sa sans se ses si son sont sur ta te tes toi ton tu un une veux vos \
    votre vous y";

const SPANISH: &str = "a al como con cual cuales cuando cuanto cuanta cuantos cuantas de del desde donde el ella en entre es \
    esta este esto ha hace hacer hasta hay hola la las le les lo los me mi mis muy no nos o para pero por porque puede puedo \
    que quien quiero se ser si sin sobre son su sus te tengo tiene tienen tu tus un una uno unos y ya yo";

const ITALIAN: &str = "a ai al alla alle che chi ci ciao come con cosa cui da dal dalla dei del della delle di dopo dove e ed \
    fa fare gli ha hai hanno ho i il in io la le lo loro ma mi mia mio nel nella noi non o per perche piu posso puo qual quale \
    quali quando quanta quante quanti quanto quella quello questa questo se sei si sono sua sul sulla suo ti tra tu un una \
    uno vi voglio voi vorrei";

const DUTCH: &str = "aan al als bij daar dan dat de deze die dit doe doen door een en er ga gaan geen haar hallo hebben hebt \
    heeft heb het hij hoe hoeveel hun ik in is je jij jullie kan kun kunnen maar mag me met mij mijn moet na naar niet nog nu of om ons \
    onze ook op over te tot u uit uw van veel voor waar waarom was wat we wel welke werd wie wij wil worden wordt zij zijn zo";

type List = HashSet<&'static str>;

/// English first, for it wins when in doubt.
static LISTS: LazyLock<[List; 6]> = LazyLock::new(|| {
    [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH].map(|list| list.split_ascii_whitespace().collect())
});

/// The words of `question` that are about something, in their order.
///
/// `question` holds words as [`super::words::words`] gives them. A question of nothing but stop words gives nothing.
pub(super) fn without_stop_words(question: Vec<String>) -> Vec<String> {
    let list = list_for(&question);
    question
        .into_iter()
        .filter(|word| word.chars().nth(1).is_some() || word.chars().any(|c| !c.is_ascii_alphabetic()))
        .filter(|word| !list.contains(word.as_str()))
        .collect()
}

/// The list that most of the words stand in.
fn list_for(question: &[String]) -> &'static List {
    let [english, others @ ..] = &*LISTS;
    let hits = |list: &List| {
        question
            .iter()
            .filter(|word| list.contains(word.as_str()))
            .count()
    };
    let mut best = (english, hits(english));
    for list in others {
        let count = hits(list);
        if count > best.1 {
            best = (list, count);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::knowledge::words::words;

    fn content(question: &str) -> Vec<String> {
        without_stop_words(words(question))
    }

    #[test]
    fn what_a_question_is_about_is_left() {
        assert_eq!(
            content("How long does the delivery to Norway take, please?"),
            ["long", "delivery", "norway", "take"]
        );
        assert!(content("What can you do for me?").is_empty());
    }

    #[test]
    fn each_language_loses_its_own_grammar() {
        assert_eq!(
            content("Wie hoch sind die Kosten für den Versand?"),
            ["hoch", "kosten", "versand"]
        );
        assert_eq!(
            content("¿Cuánto cuesta el envío a las islas?"),
            ["cuesta", "envio", "islas"]
        );
        assert_eq!(content("Did the battery die?"), ["battery", "die"]);
    }
}
