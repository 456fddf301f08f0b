/**
 * Rewrites the tree that Handlebars has parsed from one template, before it is compiled: every value is looked up
 * through `must` with its place, every merge field becomes an inert token, every tag learns its file and line.
 */
import type { Problem } from '../publication/problem.ts';
import type { Template } from '../publication/types.ts';
import { type MergeLedger, type MergeTag, type Place, parseTag, plantTag } from './merge-fields.ts';

/** `mjml` templates escape their values and stamp their tags; `txt` templates do neither. */
export type TemplateKind = 'mjml' | 'txt';

export type TreeContext = {
  readonly template: Template;
  readonly kind: TemplateKind;
  readonly ledger: MergeLedger;
  /** By the names under which they can be called. */
  readonly partials: ReadonlyMap<string, Template>;
  /** Names of the partials that were called, added to by each tree. */
  readonly called: Set<string>;
  readonly problems: Problem[];
};

type Statement =
  | hbs.AST.MustacheStatement
  | hbs.AST.BlockStatement
  | hbs.AST.PartialStatement
  | hbs.AST.ContentStatement
  | hbs.AST.CommentStatement;

const blockHelpers: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/** Changes `program` in place. */
export function rewriteTree(program: hbs.AST.Program, context: TreeContext): void {
  program.body = (program.body as Statement[]).flatMap((statement) => rewriteStatement(statement, context));
}

function rewriteStatement(statement: Statement, context: TreeContext): hbs.AST.Statement[] {
  switch (statement.type) {
    case 'ContentStatement':
      if (context.kind === 'mjml') stampTags(statement, context.template);
      return [statement];
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return [rewriteMustache(statement, context)];
    case 'BlockStatement':
      return rewriteBlock(statement, context);
    case 'PartialStatement':
      return [rewritePartial(statement, context)];
    default:
      report(
        context,
        statement,
        'Decorators and partial blocks are not part of this template language.',
        'Use {{> partial}}.',
      );
      return [];
  }
}

/**
 * Only blocks that a reader sees, and the layout's own `mj-*`, which lose the stamp again before MJML reads them.
 * A template that knows the Markdown's own place gives it as the first attribute: `<h2 data-src="{{at}}" …>`.
 */
const stampedTags =
  /<(mj-[a-z-]+|mjml|p|h[1-6]|[uo]l|li|d[ltd]|table|t[rdh]|img|div|blockquote)(?=[\s>/])(?! data-src=)/g;

function stampTags(content: hbs.AST.ContentStatement, template: Template): void {
  const original = String(content.original);
  const skipped = original.slice(0, Math.max(0, original.indexOf(content.value)));
  const firstLine = content.loc.start.line + countLines(skipped);
  const value = content.value;
  content.value = value.replace(stampedTags, (tag, _name: string, offset: number) => {
    return `${tag} data-src="${template.file}:${firstLine + countLines(value.slice(0, offset))}"`;
  });
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function rewriteMustache(mustache: hbs.AST.MustacheStatement, context: TreeContext): hbs.AST.Statement {
  const tag = mergeTagOf(mustache);
  if (tag !== null) return token(tag, mustache, context);
  if (!mustache.escaped) {
    report(context, mustache, 'A value is printed without escaping.', 'Write it with two braces.');
  }
  if (mustache.params.length > 0 || mustache.hash !== undefined) {
    report(
      context,
      mustache,
      `There is no helper "${nameOf(mustache.path)}".`,
      'Blocks are if, unless, each and with.',
    );
  }
  const value = strict(mustache.path, context);
  return { ...mustache, path: pathTo('show', mustache.loc), params: [value] } as hbs.AST.MustacheStatement;
}

function rewriteBlock(block: hbs.AST.BlockStatement, context: TreeContext): hbs.AST.Statement[] {
  const name = nameOf(block.path);
  const [subject] = block.params;
  if (!blockHelpers.has(name) || subject === undefined || block.params.length > 1) {
    report(
      context,
      block,
      `There is no block "{{#${name} …}}".`,
      'Blocks are if, unless, each and with, of one value.',
    );
    return [];
  }
  if (block.program !== undefined) rewriteTree(block.program, context);
  if (block.inverse !== undefined) rewriteTree(block.inverse, context);
  const field = mergeFieldOf(subject);
  if (field === null) {
    block.params = [strict(subject, context)];
    return [block];
  }
  if (name !== 'if') {
    report(
      context,
      block,
      `"{{#${name} ${field}}}" asks for a merge field.`,
      'Merge fields know {{#if}} and {{else}} only.',
    );
  }
  return [
    token({ kind: 'if', field }, block, context),
    ...(block.program?.body ?? []),
    ...(block.inverse === undefined ? [] : [token({ kind: 'else' }, block, context), ...block.inverse.body]),
    token({ kind: 'end' }, block, context),
  ];
}

function rewritePartial(partial: hbs.AST.PartialStatement, context: TreeContext): hbs.AST.PartialStatement {
  const name = nameOf(partial.name);
  context.called.add(name);
  if (!context.partials.has(name)) {
    report(
      context,
      partial,
      `There is no partial "${name}" for ${context.kind} templates.`,
      `Add templates/partials/${name}.${context.kind}.hbs, or call one of ${[...context.partials.keys()].join(', ')}.`,
    );
  }
  partial.params = partial.params.map((param) => strict(param, context));
  for (const pair of partial.hash?.pairs ?? []) pair.value = strict(pair.value, context);
  return partial;
}

/** `(must path "file" line column "path")`: Handlebars' own strict mode looks away inside blocks and names no file. */
function strict(expression: hbs.AST.Expression, context: TreeContext): hbs.AST.Expression {
  if (expression.type !== 'PathExpression') return expression;
  const { file, line, column } = placeOf(expression, context);
  const literal = (type: string, value: string | number) => ({
    type,
    value,
    original: value,
    loc: expression.loc,
  });
  return {
    type: 'SubExpression',
    path: pathTo('must', expression.loc),
    params: [
      expression,
      literal('StringLiteral', file),
      literal('NumberLiteral', line),
      literal('NumberLiteral', column ?? 1),
      literal('StringLiteral', nameOf(expression)),
    ],
    hash: undefined,
    loc: expression.loc,
  } as unknown as hbs.AST.SubExpression;
}

function pathTo(helper: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [helper], original: helper, loc };
}

/** Whether a name belongs to the merge language, known field or not; `plantTag` is for known ones. */
function isMergeName(name: string): boolean {
  return name.startsWith('subscriber.') || name === 'unsubscribeUrl' || name === 'preferencesUrl';
}

function mergeFieldOf(expression: hbs.AST.Expression): string | null {
  const name = nameOf(expression);
  return expression.type === 'PathExpression' && isMergeName(name) ? name : null;
}

function mergeTagOf(mustache: hbs.AST.MustacheStatement): MergeTag | null {
  const field = mergeFieldOf(mustache.path);
  if (field === null) return null;
  const fallback = mustache.params[0];
  if (fallback === undefined) return { kind: 'field', field, fallback: null };
  return parseTag(
    `${field} "${fallback.type === 'StringLiteral' ? (fallback as hbs.AST.StringLiteral).value : '{'}"`,
  );
}

function token(tag: MergeTag, node: hbs.AST.Node, context: TreeContext): hbs.AST.ContentStatement {
  const place = placeOf(node, context);
  if ('field' in tag && !context.ledger.fields.has(tag.field)) {
    const known = [...context.ledger.fields].join(', ');
    report(context, node, `There is no merge field "${tag.field}".`, `The fields are ${known}.`);
  }
  const value = plantTag(context.ledger, tag, place);
  return {
    type: 'ContentStatement',
    value,
    original: value,
    loc: node.loc,
  } as unknown as hbs.AST.ContentStatement;
}

function nameOf(expression: hbs.AST.Expression): string {
  return 'original' in expression ? String(expression.original) : expression.type;
}

function placeOf(node: hbs.AST.Node, { template }: TreeContext): Place {
  return { file: template.file, line: node.loc.start.line, column: node.loc.start.column + 1 };
}

function report(context: TreeContext, node: hbs.AST.Node, what: string, remedy: string): void {
  context.problems.push({ ...placeOf(node, context), what, remedy });
}
