//! The JSON Schema of every request and every answer, made from their types; tests alone compile this.

use super::SCHEMA;
use super::answers::Answers;
use super::input::WireInput;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// The schemas of a question: of its requests, and of its answers.
pub struct Contract {
    /// The name of the question.
    pub question: &'static str,
    /// Of its requests.
    pub request: Value,
    /// Of its answers.
    pub answer: Value,
}

/// The contract of a question with options `O` and entries `A`.
pub(super) fn of<O: JsonSchema, A: JsonSchema + serde::Serialize>(
    question: &'static str,
    has_input: bool,
) -> Contract {
    with_inputs::<O, A>(question, if has_input { &["input"] } else { &[] })
}

/// The contract of a question about two inputs.
pub(super) fn of_two<O: JsonSchema, A: JsonSchema + serde::Serialize>(question: &'static str) -> Contract {
    with_inputs::<O, A>(question, &["before", "input"])
}

fn with_inputs<O: JsonSchema, A: JsonSchema + serde::Serialize>(
    question: &'static str,
    inputs: &[&str],
) -> Contract {
    let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let options = generator.subschema_for::<O>();
    let mut properties = json!({
        "schema": {"description": "The number of the request and answer format.", "const": SCHEMA},
        "options": {"description": "The options of the question.", "anyOf": [{"type": "null"}, {"allOf": [options], "unevaluatedProperties": false}]},
    });
    for input in inputs {
        properties[input] = json!(generator.subschema_for::<WireInput>());
    }
    let request = document(
        &mut generator,
        &format!("A request of the question {question}"),
        json!({
            "type": "object",
            "properties": properties,
            "required": ([&["schema"], inputs].concat()),
            "additionalProperties": false,
        }),
    );
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answers = generator.subschema_for::<Answers<A>>();
    let answer = json!({
        "allOf": [answers],
        "properties": {"schema": {"const": SCHEMA}, "question": {"const": question}},
    });
    let answer = document(&mut generator, &format!("An answer to the question {question}"), answer);
    Contract { question, request, answer }
}

/// A schema with its head, and the definitions that it refers to.
fn document(generator: &mut SchemaGenerator, title: &str, body: Value) -> Value {
    let mut document = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title});
    if let (Some(document), Value::Object(body)) = (document.as_object_mut(), body) {
        document.extend(body);
        document.insert("$defs".to_owned(), Value::Object(generator.take_definitions(true)));
    }
    document
}
