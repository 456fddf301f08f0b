/** Holds a document's front matter against its schema, and says every fault as a sentence with its line. */
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { Document } from './front-matter.ts';
import { lineOf } from './front-matter.ts';
import type { Problem } from './problem.ts';
import { ProblemsError } from './problem.ts';

/** What to write for a key, as a whole sentence: `Add "preheader:" with 40 to 90 characters …`. */
export type Remedies = Readonly<Record<string, string>>;

/** Returns the typed front matter, or throws ProblemsError with every fault of it. */
export function validate<Output>(document: Document, schema: z.ZodType<Output>, remedies: Remedies): Output {
  const result = schema.safeParse(document.data, { reportInput: true });
  if (result.success) return result.data;
  throw new ProblemsError(result.error.issues.flatMap((issue) => describe(document, issue, remedies)));
}

function describe(document: Document, issue: z.core.$ZodIssue, remedies: Remedies): Problem[] {
  const { file, lines } = document;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = Object.keys(remedies);
      const near = closest(key, known);
      const remedy =
        distance(key, near) <= 3 ? `Did you mean "${near}"?` : `Remove it; the keys are ${known.join(', ')}.`;
      return {
        file,
        line: lineOf(lines, [...issue.path, key]),
        what: `The key "${key}" is not known.`,
        remedy,
      };
    });
  }
  const name = issue.path.join('.') || 'front matter';
  const key = String(issue.path[0] ?? '');
  const remedy = remedies[key] ?? 'See the file formats in README.';
  const missing = issue.input === undefined || issue.input === null || issue.input === '';
  const what = missing
    ? `"${name}" is missing.`
    : `"${name}" is ${shown(issue.input)}: ${sentence(issue.message)}`;
  return [{ file, line: lineOf(lines, issue.path), what, remedy }];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function sentence(message: string): string {
  const text = message.charAt(0).toLowerCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
