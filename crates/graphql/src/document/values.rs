//! Whether a value fits a type, decided before anything is executed. Custom scalars are read by whoever takes them.

use async_graphql::{
    Value,
    parser::types::{BaseType, Type},
};

use super::input_types::{InputTypes, Kind};

/// # Errors
/// A part of a sentence: where in the value (`registration.username`), and what was expected there.
pub(crate) fn check(types: &InputTypes, ty: &Type, value: &Value, place: &str) -> Result<(), String> {
    if *value == Value::Null {
        return if ty.nullable {
            Ok(())
        } else {
            Err(format!("at {place}: {} is required, not null", shown(ty)))
        };
    }
    match (&ty.base, value) {
        (BaseType::List(inner), Value::List(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| check(types, inner, item, &format!("{place}[{index}]"))),
        (BaseType::List(inner), single) => check(types, inner, single, place),
        (BaseType::Named(name), value) => named(types, name, value, place),
    }
}

fn named(types: &InputTypes, name: &str, value: &Value, place: &str) -> Result<(), String> {
    let fits = match (name, value) {
        ("Int", Value::Number(number)) => is_int(number),
        ("Int", _) => false,
        ("Float", value) => matches!(value, Value::Number(_)),
        ("String", value) => matches!(value, Value::String(_)),
        ("Boolean", value) => matches!(value, Value::Boolean(_)),
        ("ID", Value::Number(number)) => number.is_i64() || number.is_u64(),
        ("ID", value) => matches!(value, Value::String(_)),
        _ => return structured(types, name, value, place),
    };
    match name {
        _ if fits => Ok(()),
        "Int" => Err(format!("at {place}: a whole number of 32 bits is expected")),
        _ => Err(format!("at {place}: {name} is expected")),
    }
}

fn structured(types: &InputTypes, name: &str, value: &Value, place: &str) -> Result<(), String> {
    match (types.kind(name), value) {
        (Some(Kind::Enum(values)), Value::String(given))
            if values.iter().any(|value| value == given.as_str()) =>
        {
            Ok(())
        }
        (Some(Kind::Enum(values)), Value::Enum(given)) if values.contains(given) => Ok(()),
        (Some(Kind::Enum(values)), _) => {
            let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
            Err(format!("at {place}: one of {} is expected", values.join(", ")))
        }
        (Some(Kind::Object { fields, is_one_of }), Value::Object(given)) => {
            for (field, value) in given {
                let Some(input) = fields.get(field) else {
                    return Err(format!("at {place}: {name} has no field {field}"));
                };
                check(types, &input.ty, value, &format!("{place}.{field}"))?;
            }
            let is_missing =
                |(_, input): &(_, &super::input_types::Input)| !input.ty.nullable && !input.has_default;
            let mut required: Vec<_> = fields.iter().filter(is_missing).map(|(field, _)| field).collect();
            required.sort();
            if let Some(missing) = required.into_iter().find(|field| !given.contains_key(*field)) {
                return Err(format!("at {place}: the field {missing} is missing"));
            }
            if *is_one_of && (given.len() != 1 || given.values().any(|value| *value == Value::Null)) {
                return Err(format!("at {place}: exactly one field of {name} is expected"));
            }
            Ok(())
        }
        (Some(Kind::Object { .. }), _) => Err(format!("at {place}: an object is expected")),
        _ => Ok(()),
    }
}

/// GraphQL's Int has 32 bits.
pub(crate) fn is_int(number: &async_graphql::Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}

fn shown(ty: &Type) -> String {
    let mut text = ty.to_string();
    text.truncate(text.trim_end_matches('!').len());
    text
}
