//! The few lines that go to whoever runs this.

use std::fmt::Arguments;
use std::io::Write;

/// A line of the result.
pub(crate) fn say(line: Arguments<'_>) {
    // Nobody is left to tell if the terminal is gone.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A line about how it is going, or about what went wrong.
pub(crate) fn complain(line: Arguments<'_>) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
