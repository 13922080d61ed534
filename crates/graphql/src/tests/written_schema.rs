//! `schema.graphql` at the root of the repository.

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};

use crate::sdl;

#[test]
fn the_written_schema_is_the_served_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql");
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == sdl(), "schema.graphql is out of date: run `cargo run -- schema > schema.graphql`");
}

#[test]
fn everything_of_ours_is_described() {
    let mut missing = Vec::new();
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let name = definition.name.node.to_string();
        let mut look = |path: String, described: bool| {
            if !described {
                missing.push(path);
            }
        };
        look(name.clone(), definition.description.is_some());
        match definition.kind {
            TypeKind::Object(object) => {
                for field in object.fields.into_iter().map(|field| field.node) {
                    let path = format!("{name}.{}", field.name.node);
                    look(path.clone(), field.description.is_some());
                    for argument in field.arguments.into_iter().map(|argument| argument.node) {
                        look(format!("{path}({})", argument.name.node), argument.description.is_some());
                    }
                }
            }
            TypeKind::InputObject(input) => {
                for field in input.fields.into_iter().map(|field| field.node) {
                    look(format!("{name}.{}", field.name.node), field.description.is_some());
                }
            }
            TypeKind::Enum(values) => {
                for value in values.values.into_iter().map(|value| value.node) {
                    look(format!("{name}.{}", value.value.node), value.description.is_some());
                }
            }
            _ => {}
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
