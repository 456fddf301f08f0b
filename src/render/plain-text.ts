/** Parsed prose as plain text that somebody would enjoy: paragraphs, lists, quotations, numbered links. */
import type { Token } from 'markdown-it';
import { citationNumber, imageText, type ParsedProse } from './markdown.ts';

/** Links of the whole issue in the order in which they are first met; their numbers go on after the sources'. */
export type LinkNotes = {
  readonly firstNumber: number;
  readonly urls: string[];
  /** What an image is called, in the language. */
  readonly image: string;
};

/** The number of a link in the text; the same address keeps its number. */
export function linkNumber(notes: LinkNotes, url: string): number {
  const known = notes.urls.indexOf(url);
  if (known !== -1) return notes.firstNumber + known;
  notes.urls.push(url);
  return notes.firstNumber + notes.urls.length - 1;
}

/** Not wrapped: that is done once, for the whole text. */
export function proseText({ tokens }: ParsedProse, notes: LinkNotes): string {
  const blocks: string[] = [];
  writeBlocks(tokens, notes, blocks);
  return blocks.join('\n\n');
}

type List = { readonly ordered: boolean; number: number };

/** What stands before the lines of a quotation or a list item; `first` until its first line is written. */
type Margin = { first: string | null; readonly rest: string };

function writeBlocks(tokens: readonly Token[], notes: LinkNotes, blocks: string[]): void {
  const margins: Margin[] = [];
  const lists: List[] = [];
  let tight = false;
  let row: string[] = [];
  const put = (text: string) => {
    const first = margins.map((margin) => margin.first ?? margin.rest).join('');
    const rest = margins.map((margin) => margin.rest).join('');
    for (const margin of margins) margin.first = null;
    const block = first + text.replaceAll('\n', `\n${rest}`);
    if (tight && blocks.length > 0) blocks.push(`${blocks.pop()}\n${block}`);
    else blocks.push(block);
    tight = false;
  };
  tokens.forEach((token, index) => {
    switch (token.type) {
      case 'inline':
        if (row.length > 0 || isCell(tokens[index - 1])) row.push(inlineText(token.children ?? [], notes));
        else if (tokens[index - 1]?.type === 'heading_open')
          put(headingText(tokens[index - 1], inlineText(token.children ?? [], notes)));
        else put(inlineText(token.children ?? [], notes));
        break;
      case 'fence':
      case 'code_block':
        put(token.content.trimEnd().replace(/^/gm, '    '));
        break;
      case 'hr':
        put('* * *');
        break;
      case 'blockquote_open':
        margins.push({ first: null, rest: '> ' });
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        lists.push({
          ordered: token.type === 'ordered_list_open',
          number: Number(token.attrGet('start') ?? 1),
        });
        break;
      case 'list_item_open': {
        const list = lists.at(-1);
        const bullet = list?.ordered ? `${list.number++}. ` : '- ';
        tight =
          tokens[index + 1]?.hidden === true &&
          (lists.length > 1 || tokens[index - 1]?.type === 'list_item_close');
        margins.push({ first: bullet, rest: ' '.repeat(bullet.length) });
        break;
      }
      case 'blockquote_close':
      case 'list_item_close':
        margins.pop();
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'tr_close':
        tight = tokens[index - 2]?.type !== 'th_close' && blocks.length > 0 && tableGoesOn(tokens, index);
        put(row.join(' | '));
        row = [];
        break;
    }
  });
}

function isCell(token: Token | undefined): boolean {
  return token?.type === 'th_open' || token?.type === 'td_open';
}

/** Whether a row ended before this one in the same table. */
function tableGoesOn(tokens: readonly Token[], rowClose: number): boolean {
  for (let index = rowClose - 1; index >= 0; index -= 1) {
    const type = tokens[index]?.type;
    if (type === 'tr_close') return true;
    if (type === 'table_open') return false;
  }
  return false;
}

function headingText(heading: Token | undefined, text: string): string {
  return heading?.tag === 'h2'
    ? `${text}\n${'-'.repeat(Math.min(text.length, 72))}`
    : `${text}:`.replace(/([.?!:…]):$/, '$1');
}

function inlineText(children: readonly Token[], notes: LinkNotes): string {
  let text = '';
  const targets: string[] = [];
  const starts: number[] = [];
  for (const child of children) {
    switch (child.type) {
      case 'text':
      case 'text_special':
        text += child.content;
        break;
      case 'code_inline':
        text += child.content;
        break;
      case 'softbreak':
        text += ' ';
        break;
      case 'hardbreak':
        text += '\n';
        break;
      case 'em_open':
      case 'em_close':
        text += '_';
        break;
      case 'strong_open':
      case 'strong_close':
        text += '*';
        break;
      case 'citation':
        text += ` [${citationNumber(child)}]`;
        break;
      case 'image':
        text += `(${notes.image}: ${imageText(child)})`;
        break;
      case 'link_open':
        targets.push(String(child.attrGet('href')));
        starts.push(text.length);
        break;
      case 'link_close': {
        const url = targets.pop() ?? '';
        const label = text.slice(starts.pop() ?? 0);
        if (label !== url && `mailto:${label}` !== url) text += ` [${linkNumber(notes, url)}]`;
        break;
      }
    }
  }
  return text;
}
