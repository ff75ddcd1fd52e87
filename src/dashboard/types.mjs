// Makes src/contract/wire.ts, the types of the documents as they travel, from the JSON Schemas in ../contract.
// `--check` writes nothing and fails when the file is not current.
import { compile } from "json-schema-to-typescript";
import { readFile, readdir, writeFile } from "node:fs/promises";

const file = "src/contract/wire.ts";
const head = "/** The documents as they travel, made from the JSON Schemas in src/contract by `npm run types`. */\n\n";
// A type has the same name in every schema, and is declared once.
const all = { description: "The documents by the names of their schemas.", type: "object", properties: {}, required: [], $defs: {} };
for (const name of (await readdir("../contract")).filter(f => f.endsWith(".schema.json")).sort()) {
    const { $defs = {}, $schema, ...schema } = JSON.parse(await readFile(`../contract/${name}`, "utf8"));
    for (const [key, type] of Object.entries({ ...$defs, [schema.title]: schema })) {
        if (JSON.stringify(all.$defs[key] ?? type) !== JSON.stringify(type)) throw new Error(`${name}: ${key} is another type than in a schema before it`);
        all.$defs[key] = type;
    }

    all.properties[schema.title] = { $ref: `#/$defs/${schema.title}` };
    all.required.push(schema.title);
}

// A document inside another one has the name of its C# type there; the page knows it by the name of its schema.
const shape = ({ title, description, ...rest }) => JSON.stringify(rest);
const documents = new Map(all.required.map(title => [shape(all.$defs[title]), title]));
let definitions = JSON.stringify(all.$defs);
for (const [key, type] of Object.entries(all.$defs)) {
    const document = documents.get(shape(type)) ?? key;
    if (document !== key) definitions = definitions.replaceAll(`"#/$defs/${key}"`, `"#/$defs/${document}"`);
}

all.$defs = JSON.parse(definitions);
for (const key of Object.keys(all.$defs)) if (!definitions.includes(`"#/$defs/${key}"`) && !all.required.includes(key)) delete all.$defs[key];

const text = head + (await compile(all, "Documents", { bannerComment: "", additionalProperties: false, format: true }));
if (!process.argv.includes("--check")) await writeFile(file, text);
else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${file} is not current: npm run types`);
    process.exit(1);
}
