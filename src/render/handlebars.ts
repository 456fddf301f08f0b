/** Compiles and runs the templates of a layout; whatever is wrong in one names the template's own file and line. */
import { createRequire } from 'node:module';
import type HandlebarsModule from 'handlebars';
import type { Problem } from '../publication/problem.ts';
import type { Template } from '../publication/types.ts';
import { escapeHtml } from './escape-html.ts';
import type { MergeLedger } from './merge-fields.ts';
import { rewriteTree, type TemplateKind } from './template-tree.ts';

/** The whole of Handlebars in one file; as the package's main module it is forty, and takes four times as long to load. */
const Handlebars: typeof HandlebarsModule = createRequire(import.meta.url)('handlebars/dist/handlebars.js');

/** HTML of our own making. Everything else in a view is text, and escaped where it is printed. */
export type Fragment = { readonly fragment: string };

/** A layout that is ready to run. */
export type CompiledLayout = {
  /** The text that it makes of a view. A name that the view does not know goes to `problems`. */
  readonly compose: (view: object, problems: Problem[]) => string;
};

type Compiled = CompiledLayout & {
  readonly planted: MergeLedger['planted'];
  readonly problems: readonly Problem[];
};

const folder = 'partials/';

/** Compiling costs more than all the rest of a rendering. Keyed by everything that goes in; the last few are kept. */
const compiled = new Map<string, Compiled>();
const mostCompiled = 16;

/**
 * `templates/<layout>/issue.<kind>.hbs` with the partials that it reaches, `templates/partials/<name>.<kind>.hbs`, called
 * by name. Merge fields in them are planted in `ledger`. What is wrong goes to `problems`, and nothing is composed then.
 * A view holds null, never undefined, for what is absent: an undefined value is a typing error in a template.
 */
export function compileLayout(
  templates: readonly Template[],
  kind: TemplateKind,
  layout: string,
  ledger: MergeLedger,
  problems: Problem[],
): CompiledLayout {
  const suffix = `.${kind}.hbs`;
  const wanted = templates.filter(
    ({ path }) => path.endsWith(suffix) && (path.startsWith(folder) || path.endsWith(`/issue${suffix}`)),
  );
  const { prefix, fields, planted } = ledger;
  const key = JSON.stringify([kind, layout, prefix, planted.length, [...fields], wanted]);
  const known = compiled.get(key) ?? compile(wanted, kind, layout, ledger);
  compiled.delete(key);
  compiled.set(key, known);
  const [oldest] = compiled.keys();
  if (compiled.size > mostCompiled && oldest !== undefined) compiled.delete(oldest);
  planted.push(...known.planted);
  problems.push(...known.problems);
  return known;
}

function compile(
  templates: readonly Template[],
  kind: TemplateKind,
  layout: string,
  { prefix, fields, planted }: MergeLedger,
): Compiled {
  const suffix = `.${kind}.hbs`;
  const partials = new Map<string, Template>();
  for (const template of templates) {
    if (!template.path.startsWith(folder)) continue;
    partials.set(template.path.slice(folder.length, -suffix.length), template);
  }
  const problems: Problem[] = [];
  // Numbers go on where the caller's end; only what is planted here is kept.
  const ledger: MergeLedger = { prefix, fields, planted: [...planted] };
  const engine = Handlebars.create();
  let missing: Problem[] = [];
  engine.registerHelper('must', (value, file, line, column, name) => {
    if (value !== undefined) return value;
    missing.push({
      file,
      line,
      column,
      what: `Nothing here is called "${name}".`,
      remedy: 'Correct the name, or look it up in the view.',
    });
    return '';
  });
  engine.registerHelper('show', kind === 'mjml' ? showHtml : showText);
  const called = new Set<string>();
  const prepare = (template: Template) => {
    const program = parseTemplate(template, problems);
    if (program === null) return () => '';
    rewriteTree(program, { kind, ledger, template, partials, called, problems });
    return engine.compile(program, { noEscape: true, preventIndent: true });
  };
  const main = templates.find(({ path }) => path === `${layout}/issue${suffix}`);
  if (main === undefined) problems.push(unknownLayout(templates, layout, suffix));
  const run = main === undefined ? () => '' : prepare(main);
  // The set grows while it is walked: a partial may call others.
  for (const name of called) {
    const template = partials.get(name);
    if (template !== undefined) engine.registerPartial(name, prepare(template));
  }
  return {
    planted: ledger.planted.slice(planted.length),
    problems,
    compose: (view, found) => {
      if (problems.length > 0) return '';
      missing = [];
      const text = run(view);
      const places = new Map(
        missing.map((problem) => [`${problem.file}:${problem.line}:${problem.column}`, problem]),
      );
      found.push(...places.values());
      return text;
    },
  };
}

function unknownLayout(templates: readonly Template[], layout: string, suffix: string): Problem {
  const layouts = templates
    .filter(({ path }) => !path.startsWith(folder))
    .map(({ path }) => path.split('/')[0]);
  return {
    file: `templates/${layout}/issue${suffix}`,
    line: 1,
    what: 'The layout has no such template.',
    remedy: `Write it, or choose one of the layouts ${layouts.join(', ')}.`,
  };
}

function showHtml(value: unknown): string {
  if (value === null || value === '') return '';
  return isFragment(value) ? value.fragment : escapeHtml(String(value));
}

function showText(value: unknown): string {
  return value === null ? '' : String(value);
}

function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && 'fragment' in value;
}

function parseTemplate(template: Template, problems: Problem[]): hbs.AST.Program | null {
  try {
    return Handlebars.parse(template.text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? / - (\d+):\d+$/.exec(message)?.[1] ?? 1);
    const reason = (message.split('\n').at(-1) ?? message).replace(/ - \d+:\d+$/, '');
    problems.push({
      file: template.file,
      line,
      what: `Handlebars cannot read this template: ${reason}.`,
      remedy: 'Check its braces, and that every block is closed.',
    });
    return null;
  }
}
