use std::fmt::Display;

/// What came of a test.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How much was done: `10,000 ids, 60,012 answers`.
    pub(super) count: String,
    pub(super) violations: Vec<String>,
}

impl Outcome {
    pub(super) fn new(count: impl Into<String>) -> Self {
        Self {
            count: count.into(),
            violations: Vec::new(),
        }
    }

    pub(super) fn held(&self) -> bool {
        self.violations.is_empty()
    }

    pub(super) fn wrong(&mut self, what: impl Display) {
        self.violations.push(what.to_string());
    }

    /// A violation unless `yes`.
    pub(super) fn expect(&mut self, yes: bool, what: impl FnOnce() -> String) {
        if !yes {
            self.violations.push(what());
        }
    }

    pub(super) fn extend(&mut self, violations: Vec<String>) {
        self.violations.extend(violations);
    }
}

/// 12,345 reads better than 12345.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }
}
