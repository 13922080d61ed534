//! Rows of one owner, in the order of their ids, as a range of the index (owner, id).
//!
//! Not `owner = x order by id`: PostgreSQL leaves the constant out of the order, and may then walk the primary key, past the rows
//! of everybody else, because it believes that the owner's come soon.

use sea_orm::{
    ColumnTrait, Condition, Order, QueryFilter, QueryOrder, Value,
    sea_query::{Expr, ExprTrait, IntoColumnRef as _},
};
use uuid::Uuid;

/// Whose rows, and by which columns of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnedRange<C> {
    /// The index's first column.
    pub(crate) owner: C,
    /// What it holds.
    pub(crate) of: Uuid,
    /// The index's second column.
    pub(crate) id: C,
}

impl<C: ColumnTrait> OwnedRange<C> {
    /// Those between the two ids, which are not part of it; `None`: to the end.
    pub(crate) fn between(&self, low: Option<Value>, high: Option<Value>) -> Condition {
        let column = |column: C| Expr::col(column.as_column_ref().into_column_ref());
        let place = || Expr::tuple([column(self.owner), column(self.id)]);
        let bound = |id: Value| Expr::tuple([Expr::value(self.of), Expr::value(id)]);
        let above = match low {
            Some(id) => ExprTrait::gt(place(), bound(id)),
            None => ExprTrait::gte(place(), bound(Uuid::nil().into())),
        };
        let below = match high {
            Some(id) => ExprTrait::lt(place(), bound(id)),
            None => ExprTrait::lte(place(), bound(Uuid::max().into())),
        };
        Condition::all().add(above).add(below)
    }

    /// Puts the rows in the index's order.
    pub(crate) fn order<Q: QueryFilter + QueryOrder>(&self, query: Q, order: Order) -> Q {
        query.order_by(self.owner, order.clone()).order_by(self.id, order)
    }
}
