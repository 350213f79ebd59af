// usage: schemas.mjs SCHEMA DIRECTORY: what is wrong with the JSON reports, and with the schema itself, a line each.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [path, directory] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(path, "utf8"));
const Validator = schema.$schema.includes("draft-07") ? Ajv.default : Ajv2020.default;
const validator = new Validator({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
addFormats.default(validator);
const valid = validator.compile(schema);
for (const name of readdirSync(directory).filter((one) => one.endsWith(".json")).sort()) {
  if (valid(JSON.parse(readFileSync(join(directory, name), "utf8")))) continue;
  for (const error of valid.errors.slice(0, 5)) console.log(`${name}: ${error.instancePath} ${error.message}`);
}
