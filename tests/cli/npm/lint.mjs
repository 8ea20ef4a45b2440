// What a public linter says of an OpenAPI document: one finding a line, its severity first.
// usage: node lint.mjs <folder of node_modules> <document>
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, document] = process.argv.slice(2);
const found = createRequire(folder + '/').resolve('@redocly/openapi-core');
const { createConfig, lint } = await import(pathToFileURL(found).href);
const config = await createConfig({ extends: ['recommended'] });
for (const { severity, ruleId, location, message } of await lint({ ref: document, config })) {
  console.log(severity, ruleId, location[0]?.pointer, message);
}
