//! What every run needs first: a tenant with an assistant and operators, and visitors with dialogs.

mod articles;
mod operator;
mod pen;
mod shop;
pub(crate) mod throng;
mod visitor;

pub(crate) use articles::{import_articles, questions};
pub(crate) use operator::Operator;
pub(crate) use pen::Pen;
pub(crate) use shop::Shop;
pub(crate) use visitor::Visitor;
