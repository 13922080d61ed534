//! What the schema takes in and where, looked up by name. Made once, from the schema's own definition language.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::{
        parse_schema,
        types::{FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
    },
};

/// The types of the schema, as checks of values need them.
#[derive(Debug, Default)]
pub(crate) struct InputTypes {
    kinds: HashMap<Name, Kind>,
}

/// What a name of the schema stands for.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Its values.
    Enum(Vec<Name>),
    /// Its fields, and whether exactly one is to be given.
    Object { fields: HashMap<Name, Input>, is_one_of: bool },
    /// Its fields: what they answer and take.
    Output(HashMap<Name, (Type, HashMap<Name, Input>)>),
}

/// An argument or a field of an input object.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) ty: Type,
    pub(crate) has_default: bool,
}

impl InputTypes {
    /// Reads the definitions. What can't be read checks nothing; the library still does.
    pub(crate) fn of_sdl(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            _ => None,
        });
        let kinds = types.filter_map(|definition| {
            let is_one_of = definition.directives.iter().any(|directive| directive.node.name.node == "oneOf");
            let kind = match definition.kind {
                TypeKind::Enum(values) => {
                    Kind::Enum(values.values.into_iter().map(|value| value.node.value.node).collect())
                }
                TypeKind::InputObject(object) => Kind::Object {
                    fields: inputs(object.fields.into_iter().map(|field| field.node)),
                    is_one_of,
                },
                TypeKind::Object(object) => outputs(object.fields.into_iter().map(|field| field.node)),
                TypeKind::Interface(interface) => {
                    outputs(interface.fields.into_iter().map(|field| field.node))
                }
                TypeKind::Scalar | TypeKind::Union(_) => return None,
            };
            Some((definition.name.node, kind))
        });
        Self { kinds: kinds.collect() }
    }

    pub(crate) fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// What a field of an object or an interface answers, and its arguments.
    pub(crate) fn field(&self, parent: &str, field: &str) -> Option<&(Type, HashMap<Name, Input>)> {
        match self.kind(parent)? {
            Kind::Output(fields) => fields.get(field),
            _ => None,
        }
    }
}

fn outputs(fields: impl Iterator<Item = FieldDefinition>) -> Kind {
    let field = |field: FieldDefinition| {
        let arguments = inputs(field.arguments.into_iter().map(|argument| argument.node));
        (field.name.node, (field.ty.node, arguments))
    };
    Kind::Output(fields.map(field).collect())
}

fn inputs(fields: impl Iterator<Item = InputValueDefinition>) -> HashMap<Name, Input> {
    fields
        .map(|field| {
            (field.name.node, Input { ty: field.ty.node, has_default: field.default_value.is_some() })
        })
        .collect()
}
