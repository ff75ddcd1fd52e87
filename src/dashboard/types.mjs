// Makes src/contract/wire.ts, the types of the documents as they travel, from the JSON Schemas in ../contract.
// `--check` writes nothing and fails when the file is not current.
import { compile } from "json-schema-to-typescript";
import { readFile, readdir, writeFile } from "node:fs/promises";

const file = "src/contract/wire.ts";
const head = "/** The documents as they travel, made from the JSON Schemas in src/contract by `npm run types`. */\n";
let text = head;
for (const name of (await readdir("../contract")).filter(f => f.endsWith(".schema.json")).sort()) {
    const schema = JSON.parse(await readFile(`../contract/${name}`, "utf8"));
    text += "\n" + (await compile(schema, schema.title, { bannerComment: "", additionalProperties: false, format: true }));
}

if (!process.argv.includes("--check")) await writeFile(file, text);
else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${file} is not current: npm run types`);
    process.exit(1);
}
