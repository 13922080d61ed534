//! The schema that the server is kept to becomes types: a field that it does not have does not compile.

fn main() {
    #[expect(clippy::expect_used, reason = "there is nobody else to tell")]
    cynic_codegen::register_schema("switchboard")
        .from_sdl_file("../../../schema.graphql")
        .expect("schema.graphql can be read")
        .as_default()
        .expect("its types can be written");
}
