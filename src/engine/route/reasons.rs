//! Why a way was chosen: worded for the one who asked, left out for a rule that only counts networks.

/// The reasons of one choice, a sentence each.
#[derive(Clone, Debug)]
pub(super) struct Reasons {
    asked: bool,
    sentences: Vec<String>,
}

impl Reasons {
    /// An empty list that grows when the reasons are `asked` for.
    pub(super) fn new(asked: bool) -> Self {
        Self { asked, sentences: Vec::new() }
    }

    /// The next reason.
    pub(super) fn add<S: Into<String>>(&mut self, sentence: impl FnOnce() -> S) {
        if self.asked {
            self.sentences.push(sentence().into());
        }
    }

    /// A reason that outweighs the ones before it.
    pub(super) fn add_first<S: Into<String>>(&mut self, sentence: impl FnOnce() -> S) {
        if self.asked {
            self.sentences.insert(0, sentence().into());
        }
    }

    /// The next few reasons.
    pub(super) fn extend(&mut self, sentences: impl FnOnce() -> Vec<String>) {
        if self.asked {
            self.sentences.extend(sentences());
        }
    }

    /// The sentences, in order.
    pub(super) fn into_sentences(self) -> Vec<String> {
        self.sentences
    }
}
