//! How much a document asks for, with its fragments expanded, found without expanding them: each fragment is measured
//! once, however often it is spread. 876 bytes of fragments that spread each other twice stand for millions of fields, and
//! cost a few dozen steps here.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};

/// The measures of a selection set. All saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Fields, spreads and inline fragments, fragments expanded.
    pub(crate) selections: u64,
    /// Fields of the set itself.
    pub(crate) root_fields: u64,
    /// The longest way down, in fields. An introspection field counts as one.
    pub(crate) depth: u64,
    /// The longest way down beneath an introspection field.
    pub(crate) introspection_depth: u64,
    /// About how many values introspection would answer.
    pub(crate) introspection_cost: u64,
    /// Fields with an alias.
    pub(crate) aliases: u64,
    /// Directives.
    pub(crate) directives: u64,
    /// As if everything was introspection: used where it turns out to be.
    cost: u64,
}

/// A fragment that spreads itself, by whatever detour.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cycle(pub(crate) String);

/// Measures the parts of one document.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    document: &'a ExecutableDocument,
    /// `None` while it is being measured.
    fragments: HashMap<&'a str, Option<Shape>>,
    /// How many selections were looked at: the work of the survey.
    pub(crate) visits: usize,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(document: &'a ExecutableDocument) -> Self {
        Self { document, fragments: HashMap::new(), visits: 0 }
    }

    /// # Errors
    /// [`Cycle`] where expanding would never end.
    pub(crate) fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Shape, Cycle> {
        let mut shape = self.set(&operation.selection_set.node)?;
        let variables = operation.variable_definitions.iter().map(|variable| variable.node.directives.len());
        shape.directives = shape.directives.saturating_add(count(variables.sum()));
        shape.directives = shape.directives.saturating_add(count(operation.directives.len()));
        Ok(shape)
    }

    /// Measures also the fragments that no operation spreads: whoever validates the document visits them.
    ///
    /// # Errors
    /// [`Cycle`] where expanding would never end.
    pub(crate) fn all_fragments(&mut self) -> Result<Shape, Cycle> {
        let mut sum = Shape::default();
        for name in self.document.fragments.keys() {
            sum = sum.beside(self.fragment(name)?);
        }
        Ok(sum)
    }

    fn set(&mut self, set: &'a SelectionSet) -> Result<Shape, Cycle> {
        let mut sum = Shape::default();
        for selection in &set.items {
            self.visits += 1;
            let mut shape = match &selection.node {
                Selection::Field(field) => {
                    field_shape(&field.node, self.set(&field.node.selection_set.node)?)
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            shape.selections = shape.selections.saturating_add(1);
            shape.directives = shape.directives.saturating_add(count(selection.node.directives().len()));
            sum = sum.beside(shape);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Shape, Cycle> {
        match self.fragments.get(name) {
            Some(Some(shape)) => return Ok(*shape),
            Some(None) => return Err(Cycle(name.to_owned())),
            None => {}
        }
        // An unknown one is told by validation.
        let Some(definition) = self.document.fragments.get(name) else { return Ok(Shape::default()) };
        self.fragments.insert(name, None);
        let mut shape = self.set(&definition.node.selection_set.node)?;
        shape.directives = shape.directives.saturating_add(count(definition.node.directives.len()));
        self.fragments.insert(name, Some(shape));
        Ok(shape)
    }
}

impl Shape {
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            root_fields: self.root_fields.saturating_add(other.root_fields),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_cost: self.introspection_cost.saturating_add(other.introspection_cost),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            cost: self.cost.saturating_add(other.cost),
        }
    }
}

fn field_shape(field: &Field, inner: Shape) -> Shape {
    let name = field.name.node.as_str();
    let cost = typical_length(name).saturating_mul(inner.cost.saturating_add(1));
    let is_introspection = matches!(name, "__schema" | "__type");
    let below = if is_introspection {
        (1, inner.depth, cost)
    } else {
        (inner.depth + 1, inner.introspection_depth, inner.introspection_cost)
    };
    Shape {
        root_fields: 1,
        depth: below.0,
        introspection_depth: below.1,
        introspection_cost: below.2,
        aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
        cost,
        ..inner
    }
}

/// How many values a field of the introspection schema answers, about.
fn typical_length(name: &str) -> u64 {
    match name {
        "types" => 100,
        "fields" | "inputFields" | "interfaces" | "possibleTypes" | "enumValues" | "args" | "directives" => {
            10
        }
        _ => 1,
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
