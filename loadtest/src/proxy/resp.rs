//! RESP, which Redis and its clients speak: where something that is said ends, and what it is called.

/// Deeper than Redis nests what it says.
const DEEPEST: usize = 8;

/// What a value may begin with, of both versions of the protocol.
const KINDS: &[u8] = b"+-:_,#($!=*~>%|";

/// Takes the place of a request that is lost. An answer has to come all the same: whoever asks takes the
/// next answer for that of the next question.
pub(super) const HEARD_BY_NOBODY: &[u8] = b"*3\r\n$7\r\nPUBLISH\r\n$6\r\nnobody\r\n$0\r\n\r\n";

/// The request behind it gets no answer: one that was doubled must not get two.
pub(super) const WITHOUT_ANSWER: &[u8] = b"*3\r\n$6\r\nCLIENT\r\n$5\r\nREPLY\r\n$4\r\nSKIP\r\n";

/// Why it has no end yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endless {
    /// The rest is on its way.
    Partial,
    /// It is something else than RESP.
    Foreign,
}

/// How many bytes the first request, answer or push has.
pub(super) fn length(bytes: &[u8]) -> Result<usize, Endless> {
    end(bytes, 0, DEEPEST)
}

/// Where the value that begins at `at` ends.
fn end(bytes: &[u8], at: usize, depth: usize) -> Result<usize, Endless> {
    let rest = bytes.get(at..).unwrap_or_default();
    let kind = *rest.first().ok_or(Endless::Partial)?;
    if !KINDS.contains(&kind) {
        return Err(Endless::Foreign);
    }
    let line = rest.windows(2).position(|two| two == b"\r\n");
    let line = line.ok_or(Endless::Partial)?;
    let after = at + line + 2;
    let count = || number(&rest[1..line]).ok_or(Endless::Foreign);
    // What is not there has the length -1, and no more than that line.
    if rest[1..line] == *b"-1" {
        return Ok(after);
    }
    match kind {
        b'$' | b'!' | b'=' => {
            let end = after.saturating_add(count()?).saturating_add(2);
            if bytes.len() < end {
                Err(Endless::Partial)
            } else {
                Ok(end)
            }
        }
        b'*' | b'~' | b'>' => elements(bytes, after, count()?, depth),
        b'%' => elements(bytes, after, count()?.saturating_mul(2), depth),
        // Facts about what follows them, which they belong to.
        b'|' => elements(bytes, after, count()?.saturating_mul(2) + 1, depth),
        _ => Ok(after),
    }
}

fn elements(bytes: &[u8], mut at: usize, count: usize, depth: usize) -> Result<usize, Endless> {
    let depth = depth.checked_sub(1).ok_or(Endless::Foreign)?;
    for _ in 0..count {
        at = end(bytes, at, depth)?;
    }
    Ok(at)
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The command of a request, or the kind of a push, such as `publish` and `message`.
pub(super) fn name(bytes: &[u8]) -> Option<String> {
    if !matches!(bytes.first(), Some(b'*' | b'>')) {
        return None;
    }
    let line = bytes.windows(2).position(|two| two == b"\r\n")? + 2;
    let rest = bytes.get(line..)?.strip_prefix(b"$")?;
    let line = rest.windows(2).position(|two| two == b"\r\n")?;
    let length = number(&rest[..line])?;
    let word = rest.get(line + 2..)?.get(..length)?;
    Some(String::from_utf8_lossy(word).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$4\r\na\r\nb\r\n";

    #[test]
    fn everything_has_its_end_and_nothing_has_it_too_early() {
        let whole: [&[u8]; 12] = [
            b"+PONG\r\n",
            b"-ERR no\r\n",
            b":12\r\n",
            b"$-1\r\n",
            b"$0\r\n\r\n",
            b"*-1\r\n",
            b"*0\r\n",
            MESSAGE,
            b">2\r\n+a\r\n*2\r\n:1\r\n$2\r\n\r\n\r\n",
            b"%1\r\n+a\r\n_\r\n",
            b"|1\r\n+a\r\n:1\r\n+answer\r\n",
            HEARD_BY_NOBODY,
        ];
        for one in whole {
            let mut bytes = one.to_vec();
            bytes.extend_from_slice(b"*1\r\n");
            assert_eq!(length(&bytes), Ok(one.len()), "{}", one.escape_ascii());
            for cut in 0..one.len() {
                assert_eq!(
                    length(&one[..cut]),
                    Err(Endless::Partial),
                    "{cut} of {}",
                    one.escape_ascii()
                );
            }
        }
        let deep = b"*1\r\n".repeat(DEEPEST + 2);
        for foreign in [b"GET".as_slice(), b"$x\r\n", &deep] {
            assert_eq!(length(foreign), Err(Endless::Foreign));
        }
    }

    #[test]
    fn requests_and_pushes_have_names_and_answers_have_none() {
        assert_eq!(name(MESSAGE).as_deref(), Some("message"));
        assert_eq!(name(HEARD_BY_NOBODY).as_deref(), Some("publish"));
        assert_eq!(name(WITHOUT_ANSWER).as_deref(), Some("client"));
        for answer in [
            b":1\r\n".as_slice(),
            b"+PONG\r\n",
            b"$7\r\nmessage\r\n",
            b"*1\r\n:7\r\n",
        ] {
            assert_eq!(name(answer), None);
        }
    }
}
