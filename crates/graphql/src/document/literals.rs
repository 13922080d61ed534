//! Numbers that are written in a document where an Int is taken: the library lets 64 bits pass and fails in the middle of
//! the execution, we tell before.

use std::collections::HashSet;

use async_graphql::parser::types::Field as DocumentField;
use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{BaseType, ExecutableDocument, Field, OperationType, Selection, SelectionSet, Type},
};

use super::{
    input_types::{InputTypes, Kind},
    values,
};

type Literal = async_graphql_value::Value;

/// All numbers that do not fit, wherever they stand. Each fragment is looked at once: its type is fixed.
pub(crate) fn check(types: &InputTypes, document: &ExecutableDocument) -> Vec<ServerError> {
    let mut look = Look { types, errors: Vec::new() };
    for (_, operation) in document.operations.iter() {
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        look.set(root, &operation.node.selection_set.node);
        for variable in &operation.node.variable_definitions {
            if let Some(default) = &variable.node.default_value {
                let name = format!("${}", variable.node.name.node);
                if let Err(text) = values::check(types, &variable.node.var_type.node, &default.node, &name) {
                    look.errors.push(ServerError::new(
                        format!("The default does not fit {text}."),
                        Some(default.pos),
                    ));
                }
            }
        }
    }
    for fragment in document.fragments.values() {
        look.set(&fragment.node.type_condition.node.on.node, &fragment.node.selection_set.node);
    }
    look.errors
}

struct Look<'a> {
    types: &'a InputTypes,
    errors: Vec<ServerError>,
}

impl Look<'_> {
    fn set(&mut self, parent: &str, set: &SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(parent, field),
                Selection::InlineFragment(inline) => {
                    let condition =
                        inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    self.set(condition.map_or(parent, |name| name.as_str()), &inline.node.selection_set.node);
                }
                // Looked at on its own.
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&mut self, parent: &str, field: &Positioned<DocumentField>) {
        let types = self.types;
        let Field { name, arguments, selection_set, .. } = &field.node;
        let Some((answer, inputs)) = types.field(parent, &name.node) else { return };
        for (argument, value) in arguments {
            let input = inputs.get(&argument.node);
            if input.is_some_and(|input| self.misfits(&input.ty, &value.node)) {
                let text = format!(
                    "The argument \"{}\" of \"{}\" has a number that is no whole number of 32 bits.",
                    argument.node, name.node
                );
                self.errors.push(ServerError::new(text, Some(value.pos)));
            }
        }
        self.set(innermost(answer), &selection_set.node);
    }

    fn misfits(&self, ty: &Type, value: &Literal) -> bool {
        match (&ty.base, value) {
            (BaseType::List(inner), Literal::List(items)) => {
                items.iter().any(|item| self.misfits(inner, item))
            }
            (BaseType::List(inner), single) => self.misfits(inner, single),
            (BaseType::Named(name), Literal::Number(number)) if name == "Int" => !values::is_int(number),
            (BaseType::Named(name), Literal::Object(given)) => match self.types.kind(name) {
                Some(Kind::Object { fields, .. }) => given.iter().any(|(field, value)| {
                    fields.get(field).is_some_and(|input| self.misfits(&input.ty, value))
                }),
                _ => false,
            },
            _ => false,
        }
    }
}

fn innermost(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => innermost(inner),
    }
}

/// Takes the arguments and fields away whose variable was not given, as the specification has it: the library would pass
/// null, and "leave it as it is" would become "clear it".
pub(crate) fn take_away(document: &mut ExecutableDocument, omitted: &HashSet<Name>) {
    if omitted.is_empty() {
        return;
    }
    match &mut document.operations {
        async_graphql::parser::types::DocumentOperations::Single(operation) => {
            from_set(&mut operation.node.selection_set.node, omitted);
        }
        async_graphql::parser::types::DocumentOperations::Multiple(operations) => {
            operations
                .values_mut()
                .for_each(|operation| from_set(&mut operation.node.selection_set.node, omitted));
        }
    }
    for fragment in document.fragments.values_mut() {
        from_set(&mut fragment.node.selection_set.node, omitted);
    }
}

fn from_set(set: &mut SelectionSet, omitted: &HashSet<Name>) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                field.node.arguments.retain_mut(|(_, value)| keep(&mut value.node, omitted));
                from_set(&mut field.node.selection_set.node, omitted);
            }
            Selection::InlineFragment(inline) => from_set(&mut inline.node.selection_set.node, omitted),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn keep(value: &mut Literal, omitted: &HashSet<Name>) -> bool {
    match value {
        Literal::Variable(name) => return !omitted.contains(name),
        Literal::Object(fields) => fields.retain(|_, value| keep(value, omitted)),
        // In a list it is null.
        Literal::List(items) => items.iter_mut().for_each(|item| {
            keep(item, omitted);
        }),
        _ => {}
    }
    true
}
