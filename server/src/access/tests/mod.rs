mod doors;
mod mutants;
