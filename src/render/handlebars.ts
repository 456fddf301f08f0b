/** Compiles and runs the templates of a layout; whatever is wrong in one names the template's own file and line. */
import Handlebars from 'handlebars';
import type { Problem } from '../publication/problem.ts';
import type { Template } from '../publication/types.ts';
import { escapeHtml } from './escape-html.ts';
import type { MergeLedger } from './merge-fields.ts';
import { rewriteTree, type TemplateKind } from './template-tree.ts';

/** HTML of our own making. Everything else in a view is text, and escaped where it is printed. */
export type Fragment = { readonly fragment: string };

export type TemplateSet = {
  readonly templates: readonly Template[];
  readonly kind: TemplateKind;
  readonly ledger: MergeLedger;
};

const folder = 'partials/';

/**
 * The text that `templates/<layout>/issue.<kind>.hbs` makes of `view`. Partials are `templates/partials/<name>.<kind>.hbs`,
 * called by name. A view holds null, never undefined, for what is absent: an undefined value is a typing error in a
 * template and goes to `problems`, as does everything else that is wrong there.
 */
export function composeTemplate(set: TemplateSet, layout: string, view: object, problems: Problem[]): string {
  const suffix = `.${set.kind}.hbs`;
  const path = `${layout}/issue${suffix}`;
  const main = set.templates.find((template) => template.path === path);
  if (main === undefined) {
    const known = set.templates
      .filter(({ path }) => path.endsWith(`/issue${suffix}`))
      .map(({ path }) => path.split('/')[0]);
    problems.push({
      file: `templates/${path}`,
      line: 1,
      what: 'The layout has no such template.',
      remedy: `Write it, or choose one of the layouts ${known.join(', ')}.`,
    });
    return '';
  }
  const partials = new Map<string, Template>();
  for (const template of set.templates) {
    if (!template.path.startsWith(folder) || !template.path.endsWith(suffix)) continue;
    partials.set(template.path.slice(folder.length, -suffix.length), template);
  }
  const engine = Handlebars.create();
  engine.registerHelper('must', (value, file, line, column, name) => {
    if (value !== undefined) return value;
    const what = `Nothing here is called "${name}".`;
    if (
      !problems.some((problem) => problem.file === file && problem.line === line && problem.what === what)
    ) {
      problems.push({ file, line, column, what, remedy: 'Correct the name, or look it up in the view.' });
    }
    return '';
  });
  engine.registerHelper('show', set.kind === 'mjml' ? showHtml : showText);
  const compile = (template: Template) => {
    const program = parseTemplate(template, problems);
    if (program === null) return null;
    rewriteTree(program, { ...set, template, partials: new Set(partials.keys()), problems });
    return engine.compile(program, { noEscape: true, preventIndent: true, explicitPartialContext: false });
  };
  for (const [name, template] of partials) {
    const compiled = compile(template);
    if (compiled !== null) engine.registerPartial(name, compiled);
  }
  const compiled = compile(main);
  return compiled === null || problems.length > 0 ? '' : compiled(view);
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
