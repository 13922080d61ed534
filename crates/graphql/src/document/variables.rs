//! The variables of an operation: checked against their types before anything is executed, so that what does not fit
//! is a request error, and nothing of a mutation ran.

use std::collections::HashSet;

use async_graphql::{Name, ServerError, Variables, parser::types::OperationDefinition};

use super::{input_types::InputTypes, values};

/// Drops what the operation does not define, and names what was left out: neither given nor with a default.
///
/// # Errors
/// One error for each variable that is missing or does not fit.
pub(crate) fn coerce(
    types: &InputTypes,
    operation: &OperationDefinition,
    mut given: Variables,
) -> Result<(Variables, HashSet<Name>), Vec<ServerError>> {
    let (mut errors, mut omitted, mut taken) = (Vec::new(), HashSet::new(), Variables::default());
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        let error = match given.remove(name) {
            Some(value) => {
                let fits = values::check(types, ty, &value, &format!("${name}"));
                taken.insert(name.clone(), value);
                fits.err().map(|text| format!("The variable \"${name}\" does not fit {text}."))
            }
            None if definition.node.default_value.is_some() => None,
            None if ty.nullable => {
                omitted.insert(name.clone());
                None
            }
            None => Some(format!("The variable \"${name}\" of the type {ty} is missing.")),
        };
        errors.extend(error.map(|text| ServerError::new(text, Some(definition.pos))));
    }
    if errors.is_empty() { Ok((taken, omitted)) } else { Err(errors) }
}
