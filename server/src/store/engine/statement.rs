//! One statement, on whichever engine it is: three arms.
//!
//! Those of sqlx are boxed: a future has room for its largest arm, whichever it takes, and the whole of a message's or a
//! connection's way is made of futures with statements in them.

/// Runs `$run` with `$c` bound to the native sqlx connection, or `$local` with it bound to the writer's own.
macro_rules! on_each {
    ($conn:expr, $sql:expr, $c:ident => $run:expr, $local:expr) => {
        match $conn.link() {
            crate::store::engine::Link::Local($c) => $local,
            crate::store::engine::Link::Sqlite($c) => {
                let $c = &mut **$c;
                #[cfg(debug_assertions)]
                Box::pin(crate::store::engine::plans::look_aside($c, $sql)).await?;
                Box::pin($run).await.map_err(crate::store::Error::from)
            }
            crate::store::engine::Link::Postgres($c) => {
                let $c = &mut **$c;
                crate::store::engine::bounded(Box::pin($run)).await
            }
        }
    };
}

/// Rows changed: `execute!(conn, "…", bind, …)?`
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn.link() {
            crate::store::engine::Link::Local(c) => {
                crate::store::engine::local::execute(c, $sql, rusqlite::params![$($bind),*])
            }
            crate::store::engine::Link::Sqlite(c) => Box::pin(sqlx::query($sql)$(.bind($bind))*.execute(&mut **c))
                .await
                .map(|done| done.rows_affected())
                .map_err(crate::store::Error::from),
            crate::store::engine::Link::Postgres(c) => {
                crate::store::engine::bounded(Box::pin(sqlx::query($sql)$(.bind($bind))*.execute(&mut **c))).await
                    .map(|done| done.rows_affected())
            }
        }
    };
}

/// All rows as `$row`: `fetch_all!(conn, Row, "…", bind, …)?`
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        crate::store::engine::on_each!(
            $conn,
            $sql,
            c => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(c),
            crate::store::engine::local::fetch_all::<$row>(c, $sql, rusqlite::params![$($bind),*])
        )
    };
}

/// The first row, if there is one.
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        crate::store::engine::on_each!(
            $conn,
            $sql,
            c => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(c),
            crate::store::engine::local::fetch_optional::<$row>(c, $sql, rusqlite::params![$($bind),*])
        )
    };
}

/// The first column of the one row that there always is.
macro_rules! fetch_scalar {
    ($conn:expr, $kind:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        crate::store::engine::on_each!(
            $conn,
            $sql,
            c => sqlx::query_scalar::<_, $kind>($sql)$(.bind($bind))*.fetch_one(c),
            crate::store::engine::local::fetch_scalar::<$kind>(c, $sql, rusqlite::params![$($bind),*])
        )
    };
}

/// A struct that is read from a row, by the names of its columns.
macro_rules! row {
    ($(#[$above:meta])* $vis:vis struct $name:ident { $($(#[$attribute:meta])* $field_vis:vis $field:ident: $kind:ty),* $(,)? }) => {
        #[derive(sqlx::FromRow)]
        $(#[$above])*
        $vis struct $name { $($(#[$attribute])* $field_vis $field: $kind),* }

        impl crate::store::engine::local::Read for $name {
            fn read(columns: &mut crate::store::engine::local::Columns<'_>, _name: &str) -> rusqlite::Result<Self> {
                Ok(Self { $($field: crate::store::engine::local::Read::read(columns, stringify!($field))?),* })
            }
        }
    };
}

/// The text of a statement over a JSON list of rows in `$1`: `$before from <the rows> $after`. Each row
/// is a column `value`, read with `value ->> 'name'` and a cast.
macro_rules! batch {
    ($conn:expr, $before:expr, $after:expr) => {
        match $conn.link() {
            crate::store::engine::Link::Local(_) | crate::store::engine::Link::Sqlite(_) => {
                concat!($before, " from json_each($1) as rows ", $after)
            }
            crate::store::engine::Link::Postgres(_) => {
                concat!(
                    $before,
                    " from jsonb_array_elements(cast($1 as jsonb)) as rows (value) ",
                    $after
                )
            }
        }
    };
}

pub(in crate::store) use {batch, execute, fetch_all, fetch_optional, fetch_scalar, on_each, row};
