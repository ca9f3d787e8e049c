//! The form of every answer, and how one question is asked of many clusters.

use super::SCHEMA;
use super::entry::Subject;
use super::input::Input;
use super::request::Request;
use crate::error::{Code, Error};
use crate::parallel::Work;
use serde::Serialize;

/// Every answer has this form, whatever the question and however many clusters there are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answers<A> {
    /// [`SCHEMA`].
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
        match serde_json::to_vec(self) {
            Ok(json) => Reply { failed: self.failure(), json },
            Err(error) => {
                let message = format!("the answer cannot be written as JSON: {error}");
                // Made of text and numbers alone, so it can be written.
                Answers::<()>::failed(self.question, Error::new(Code::Internal, message)).reply()
            }
        }
    }
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
