//! The front ends are compiled in: a build of them after the server's own makes the server's anew.

fn main() {
    for folder in ["../widget/dist", "../admin/dist", "demo", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
