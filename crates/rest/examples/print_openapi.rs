//! Temporary.
fn main() {
    #[allow(clippy::print_stdout)]
    {
        print!("{}", switchboard_rest::openapi());
    }
}
