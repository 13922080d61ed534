//! What every list by pages has in common: the arguments of the Relay specification, its cost, and who asks.

/// A query with one field, a list by pages. In its body are the services, the actor and the span that is asked for, by the
/// names that the caller of the macro gives them.
macro_rules! connection {
    (
        $(#[$attribute:meta])*
        $query:ident.$field:ident(
            $services:ident, $actor:ident, $span:ident
            $(, #[$description:tt] $argument:ident: $kind:ty)* $(,)?
        ) -> $node:ty
        $body:block
    ) => {
        #[derive(Default)]
        pub(super) struct $query;

        #[async_graphql::Object]
        impl $query {
            $(#[$attribute])*
            #[graphql(complexity = "crate::types::page_length(first, last) * child_complexity + 1")]
            async fn $field(
                &self,
                ctx: &async_graphql::Context<'_>,
                $(#[graphql(desc = $description)] $argument: $kind,)*
                #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
                #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
                #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
                #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
            ) -> crate::error::Result<crate::types::Connection<$node>> {
                let ($services, $actor) = crate::caller::session(ctx)?;
                let $span = crate::types::Window { first, after, last, before }.span()?;
                $body
            }
        }
    };
}

pub(super) use connection;
