/** Where the causes of a faulty message are looked for. */
import type { Context } from '../../context.ts';
import type { Part } from '../../mime.ts';
import type { Place } from '../../passage.ts';

/** The line of a fact of the publication: `from`, `replyTo`, `url`. */
export function publicationAt({ issue }: Context, key: string): Place {
  const { file, lines } = issue.publication;
  return { file, line: lines.get(key) ?? 1 };
}

export function issueAt({ issue }: Context, key: string): Place {
  return { file: issue.file, line: issue.lines.get(key) ?? 1 };
}

/** The template of the text part, or of the HTML. */
export function templateOf({ issue }: Context, type: 'text/plain' | 'text/html'): Place {
  return { file: `templates/${issue.layout}/issue.${type === 'text/html' ? 'mjml' : 'txt'}.hbs`, line: 1 };
}

export function partOf({ message }: Context, type: 'text/plain' | 'text/html'): Part | undefined {
  return message.parts.find((part) => part.type === type);
}
