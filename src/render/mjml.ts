/** Runs MJML over a composed text, and tells its errors in the lines of the templates from which it was composed. */
import { createRequire, Module } from 'node:module';
import type { Problem } from '../publication/problem.ts';
import { skeleton } from './skeleton.ts';

type MjmlError = { readonly line: number; readonly message: string; readonly tagName: string };
type Mjml = (
  source: string,
  options: object,
) => Promise<{ readonly html: string; readonly errors: readonly MjmlError[] }>;

/**
 * The HTML of `composed`, whose tags carry `data-src="file:line"`. What MJML complains of goes to `problems`.
 * `file` is named where a tag has no stamp.
 */
export async function mjmlToHtml(composed: string, file: string, problems: Problem[]): Promise<string> {
  const source = composed.replace(/(<(?:mj-[a-z-]+|mjml)) data-src="[^"]*"/g, '$1');
  try {
    const { html, errors } = await loadMjml()(source, {
      validationLevel: 'soft',
      ignoreIncludes: true,
      keepComments: true,
      fonts: {},
      skeleton,
    });
    for (const { line, message, tagName } of errors) {
      const isOurs = tagName.startsWith('mj');
      problems.push({
        ...originOf(composed, line, tagName, file),
        what: isOurs
          ? `MJML refuses <${tagName}>: ${message}.`
          : `A <${tagName}> stands where MJML wants its own tags.`,
        remedy: isOurs
          ? 'Correct the tag; mjml.io documents what each one takes.'
          : 'Let the template print it inside an <mj-text>.',
      });
    }
    return html;
  } catch (error) {
    problems.push({
      file,
      line: 1,
      what: `MJML cannot compile the composed layout: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Check that the templates open and close one <mjml> and one <mj-body>.',
    });
    return '';
  }
}

/** The template's own file and line of a tag on line `line` of the composed text; of what stands before it, at worst. */
function originOf(
  composed: string,
  line: number,
  tagName: string,
  file: string,
): { file: string; line: number } {
  const lines = composed.split('\n');
  const own = new RegExp(`<${tagName} data-src="([^"]*):(\\d+)"`).exec(lines[line - 1] ?? '');
  const before = /.* data-src="([^"]*):(\d+)"/s.exec(lines.slice(0, line).join('\n'));
  const [, stampedFile, stampedLine] = own ?? before ?? [];
  return { file: stampedFile ?? file, line: Number(stampedLine ?? 1) };
}

let mjml: Mjml | undefined;

/**
 * MJML takes most of a second to load, so it waits until it is needed; and two thirds of that go to packages for options
 * that no layout of ours uses, so those are not loaded at all. While it loads it also looks for `.mjmlconfig` in the
 * working folder and runs the modules that this names; it is shown a folder that does not exist instead.
 * `require` is synchronous: nothing else runs meanwhile.
 */
function loadMjml(): Mjml {
  if (mjml !== undefined) return mjml;
  const require = createRequire(import.meta.url);
  const core = createRequire(require.resolve('mjml-core'));
  const unused = ['juice', 'cheerio', 'htmlnano', 'cssnano-preset-lite', 'js-beautify'].map((name) =>
    core.resolve(name),
  );
  const workingFolder = process.cwd;
  process.cwd = () => '/nonexistent';
  try {
    for (const path of unused) require.cache[path] ??= standIn(path);
    mjml = require('mjml') as Mjml;
  } finally {
    process.cwd = workingFolder;
    for (const path of unused) if (require.cache[path]?.exports === unavailable) delete require.cache[path];
  }
  return mjml;
}

function standIn(path: string): NodeJS.Module {
  return Object.assign(new Module(path), { exports: unavailable, loaded: true });
}

/** Stands for a function of a package that was not loaded, and for the package. */
const unavailable = Object.assign(
  () => {
    throw new Error(
      '<mj-style inline="inline"> and <mj-html-attributes> are not available; style the tags themselves.',
    );
  },
  { load: () => unavailable() },
);
