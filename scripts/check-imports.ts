import { resolve } from 'node:path';
import { checkImports } from './imports/check.ts';

// Usage: node scripts/check-imports.ts [root]. Prints what breaks the import arrows; exit status 1 where something does.
const root = resolve(process.argv[2] ?? resolve(import.meta.dirname, '..'));
const { files, violations } = checkImports(root);
for (const { file, line, rule, message } of violations) console.log(`${file}:${line} [${rule}] ${message}`);
console.log(`${files} files, ${violations.length} broken import rules`);
process.exitCode = violations.length === 0 ? 0 : 1;
