// graphql-codegen: types and typed documents for the operations in documents.graphql, from the schema that the server is kept to.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";

const here = new URL(".", import.meta.url);
const read = (path) => readFile(new URL(path, here), "utf8");
const filename = new URL("src/generated/documents.ts", here);
const schema = await read("../../../schema.graphql");

const text = await codegen({
  filename: filename.pathname,
  schema: parse(schema),
  schemaAst: buildSchema(schema),
  documents: [{ location: "documents.graphql", document: parse(await read("documents.graphql")) }],
  pluginMap: { operations, documents },
  plugins: [{ operations: {} }, { documents: {} }],
  config: {
    strictScalars: true,
    scalars: { DateTime: "string" },
    enumType: "string-literal",
    useTypeImports: true,
    skipTypename: true,
  },
});
await mkdir(new URL(".", filename), { recursive: true });
await writeFile(filename, text);
