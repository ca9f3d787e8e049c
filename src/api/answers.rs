//! The form of every answer, and how one question is asked of many clusters.

use super::SCHEMA;
use super::entry::Subject;
use super::input::Input;
use super::json::{self, NotWritten};
use super::request::Request;
use crate::error::{Code, Error};
use crate::parallel::Work;
use serde::Serialize;

/// Bytes of one reply. All of a full cluster of 64 nodes, 64 volumes and 16 networks takes about a tenth.
pub(super) const MAX_REPLY: usize = 128 << 20;

/// Every answer has this form, whatever the question and however many clusters there are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answers<A> {
    /// The number of the request and answer format, [`SCHEMA`].
    pub schema: u32,
    /// The name of the question.
    pub question: &'static str,
    /// One for each cluster, in the order of the input.
    pub answers: Vec<A>,
    /// What could not be answered: each names its file, capture or cluster, and costs no other answer.
    pub errors: Vec<Error>,
}

/// The bytes of an answer, and whether there is one.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The kind of the first error when nothing could be answered.
    pub failed: Option<Code>,
    /// The JSON of [`Answers`], whatever went wrong.
    pub json: Vec<u8>,
}

impl Reply {
    /// No answer, but an error.
    pub fn failed(question: &'static str, error: Error) -> Self {
        Answers::<()>::failed(question, error).reply()
    }
}

impl<A: Serialize> Answers<A> {
    /// Nothing asked yet.
    pub fn new(question: &'static str) -> Self {
        Self { schema: SCHEMA, question, answers: Vec::new(), errors: Vec::new() }
    }

    /// No answer, but an error.
    pub(super) fn failed(question: &'static str, error: Error) -> Self {
        Self { errors: vec![error], ..Self::new(question) }
    }

    /// The error's kind when there is no answer at all.
    pub fn failure(&self) -> Option<Code> {
        if self.answers.is_empty() { self.errors.first().map(|error| error.code) } else { None }
    }

    /// As callers of the library get it.
    pub fn reply(&self) -> Reply {
        self.reply_of(MAX_REPLY)
    }

    fn reply_of(&self, most: usize) -> Reply {
        let error = match json::write(self, most) {
            Ok(json) => return Reply { failed: self.failure(), json },
            Err(NotWritten::TooLarge) => too_large(most),
            Err(NotWritten::Invalid(error)) => {
                Error::new(Code::Internal, format!("the answer cannot be written as JSON: {error}"))
            }
        };
        // Of numbers and text that is short, so it can be written.
        let json = json::write(&Answers::<()>::failed(self.question, error.clone()), usize::MAX);
        Reply { failed: Some(error.code), json: json.unwrap_or_default() }
    }
}

/// The refusal of an answer that is too long.
pub(super) fn too_large(most: usize) -> Error {
    let message = format!(
        "expected an answer of at most {most} bytes, found more: ask about fewer clusters, or for some of the routes"
    );
    Error::new(Code::TooLarge, message).at("answer")
}

/// Answers a request about the clusters of its input: `options` reads its options, `each` gives the answers and what could
/// not be answered.
pub(super) fn ask_of_clusters<O, A: Serialize>(
    question: &'static str,
    request: &[u8],
    options: impl FnOnce(&Request<'_>) -> Result<O, Error>,
    each: impl FnOnce(&Input<'_>, &O, &Work, &mut dyn FnMut(A)) -> Vec<Error>,
) -> Reply {
    let read = || -> Result<_, Error> {
        let request = Request::read(request)?;
        let options = options(&request)?;
        Ok((request.input()?, options))
    };
    let mut answers = Answers::new(question);
    match read() {
        Ok((input, options)) => {
            let mut give = |entry| answers.answers.push(entry);
            answers.errors = each(&input, &options, &Work::default(), &mut give);
        }
        Err(error) => answers = Answers::failed(question, error),
    }
    answers.reply()
}

/// Asks one question of every subject, on as many threads as are idle, and gives the answers one by one in the order of
/// the subjects, each as soon as it and those before it are there. What could not be answered comes back.
pub(super) fn ask_each<A: Send>(
    subjects: &[Subject],
    work: &Work,
    question: impl Fn(&Subject) -> Result<A, Error> + Sync,
    give: &mut dyn FnMut(A),
) -> Vec<Error> {
    let mut errors = Vec::new();
    // A few at a time: the first answers are out while the last are made.
    for some in subjects.chunks(work.threads()) {
        let answers = work.map(some, || (), |(), subject| question(subject));
        for (subject, answer) in some.iter().zip(answers) {
            match answer {
                Ok(answer) => give(answer),
                Err(error) => errors.push(subject.locate(error, subjects.len() > 1)),
            }
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_too_long_is_an_error() {
        let mut answers = Answers::new("resolve");
        answers.answers = vec!["x".repeat(1000); 10];
        assert_eq!(answers.reply_of(20_000).failed, None);
        let Reply { failed, json } = answers.reply_of(10_000);
        assert_eq!(failed, Some(Code::TooLarge));
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["errors"][0]["code"], "too_large");
    }
}
