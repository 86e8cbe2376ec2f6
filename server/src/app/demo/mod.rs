//! The demo: a make-believe outdoor shop with articles, an assistant, an operator and two pages.

mod pages;
mod seed;

pub(super) use seed::{Demo, prepare};

pub(super) use pages::{account, shop};
