//! How much one operation may ask for. What is refused here is told before anything is validated or executed.
//!
//! Introspection has limits of its own, wide enough for every tool's query.

use async_graphql::{
    Pos, Positioned, ServerError,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};

use super::shape::{Cycle, Shape, Survey};

/// Fields, spreads and inline fragments of one operation, fragments expanded.
pub(crate) const MAX_SELECTIONS: u64 = 1_000;
/// The same of a whole document: all of it is validated.
pub(crate) const MAX_DOCUMENT_SELECTIONS: u64 = 10_000;
/// The deepest nesting of fields.
pub(crate) const MAX_DEPTH: u64 = 15;
/// Fields with an alias, fragments expanded.
pub(crate) const MAX_ALIASES: u64 = 100;
/// Directives, fragments expanded.
pub(crate) const MAX_DIRECTIVES: u64 = 50;
/// Fields at the top of an operation.
pub(crate) const MAX_ROOT_FIELDS: u64 = 25;
/// The deepest nesting beneath `__schema` or `__type`. Tools need 14.
pub(crate) const MAX_INTROSPECTION_DEPTH: u64 = 20;
/// About how many values introspection may answer; the usual query is weighed at a third of it.
pub(crate) const MAX_INTROSPECTION_COST: u64 = 1_000_000;

/// What limiting a document cost: selections looked at.
pub(crate) type Visits = usize;

/// Checks every operation of a document.
///
/// # Errors
/// The first limit that is exceeded, or a fragment that spreads itself.
pub(crate) fn check(document: &ExecutableDocument) -> Result<Visits, ServerError> {
    let mut survey = Survey::new(document);
    let mut sum = survey.all_fragments().map_err(cycle)?.selections;
    for (_, operation) in document.operations.iter() {
        let shape = survey.operation(&operation.node).map_err(cycle)?;
        sum = sum.saturating_add(shape.selections);
        within(&shape, operation.pos)?;
        if operation.node.ty == OperationType::Subscription && shape.root_fields != 1 {
            return Err(ServerError::new(
                "A subscription has exactly one field at its top.",
                Some(operation.pos),
            ));
        }
    }
    limit(sum, MAX_DOCUMENT_SELECTIONS, "The document has more than {} selections.", Pos::default())?;
    Ok(survey.visits)
}

fn within(shape: &Shape, pos: Pos) -> Result<(), ServerError> {
    limit(
        shape.selections,
        MAX_SELECTIONS,
        "The operation has more than {} selections, fragments expanded.",
        pos,
    )?;
    limit(shape.depth, MAX_DEPTH, "The operation is nested deeper than {} fields.", pos)?;
    limit(shape.aliases, MAX_ALIASES, "The operation has more than {} aliases.", pos)?;
    limit(shape.directives, MAX_DIRECTIVES, "The operation has more than {} directives.", pos)?;
    limit(shape.root_fields, MAX_ROOT_FIELDS, "The operation has more than {} fields at its top.", pos)?;
    let (depth, cost) = (shape.introspection_depth, shape.introspection_cost);
    limit(depth, MAX_INTROSPECTION_DEPTH, "The introspection is nested deeper than {} fields.", pos)?;
    limit(cost, MAX_INTROSPECTION_COST, "The introspection would answer more than {} values.", pos)
}

/// Whether the operation asks for the schema.
pub(crate) fn introspects(
    document: &ExecutableDocument,
    operation: &Positioned<OperationDefinition>,
) -> bool {
    Survey::new(document).operation(&operation.node).is_ok_and(|shape| shape.introspection_cost > 0)
}

fn limit(value: u64, most: u64, text: &str, pos: Pos) -> Result<(), ServerError> {
    if value <= most {
        return Ok(());
    }
    let pos = (pos != Pos::default()).then_some(pos);
    Err(ServerError::new(text.replace("{}", &most.to_string()), pos))
}

fn cycle(Cycle(name): Cycle) -> ServerError {
    ServerError::new(format!("The fragment \"{name}\" spreads itself."), None)
}
