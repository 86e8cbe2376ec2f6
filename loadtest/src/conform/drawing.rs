use crate::wire::{Frame, Kind};

/// An answer as a screen draws it while it comes.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) text: String,
    /// The delta that comes next.
    next: i64,
    /// Deltas that came though they were drawn.
    pub(super) repeated: usize,
    /// Deltas that came though one before them had not.
    pub(super) ahead: usize,
}

impl Drawing {
    /// Takes a frame of a generation in.
    pub(super) fn draw(&mut self, frame: &Frame) {
        let (index, text) = (
            frame.index.unwrap_or(-1),
            frame.text.as_deref().unwrap_or_default(),
        );
        match frame.kind {
            Kind::GenerationStarted => {
                self.text.clear();
                self.next = 0;
            }
            Kind::GenerationSnapshot => {
                text.clone_into(&mut self.text);
                self.next = index + 1;
            }
            Kind::GenerationDelta if index == self.next => {
                self.text.push_str(text);
                self.next = index + 1;
            }
            Kind::GenerationDelta if index < self.next => self.repeated += 1,
            Kind::GenerationDelta => self.ahead += 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(frames: &[&str]) -> Drawing {
        let mut drawing = Drawing::default();
        for frame in frames {
            drawing.draw(&serde_json::from_str(frame).unwrap());
        }
        drawing
    }

    #[test]
    fn a_snapshot_goes_on_where_it_ends() {
        let drawing = drawn(&[
            r#"{"type":"generation_started","attempt":1}"#,
            r#"{"type":"generation_snapshot","index":1,"text":"One two "}"#,
            r#"{"type":"generation_delta","index":2,"text":"three"}"#,
        ]);
        assert_eq!(
            (drawing.text.as_str(), drawing.repeated, drawing.ahead),
            ("One two three", 0, 0)
        );
    }

    #[test]
    fn repeats_and_holes_are_counted_and_not_drawn() {
        let drawing = drawn(&[
            r#"{"type":"generation_delta","index":0,"text":"a"}"#,
            r#"{"type":"generation_delta","index":0,"text":"a"}"#,
            r#"{"type":"generation_delta","index":2,"text":"c"}"#,
        ]);
        assert_eq!(
            (drawing.text.as_str(), drawing.repeated, drawing.ahead),
            ("a", 1, 1)
        );
    }
}
