/** What is wrong with the files of this moment, shown above the last rendering that went well. */
import { html } from 'hono/html';
import type { Problem } from '../../publication/problem.ts';
import type { Proof } from '../proofs.ts';
import type { Markup } from './markup.ts';

export function problemsPanel({ pull, problems }: Proof): Markup {
  if (problems.length === 0) return html``;
  const title = problems.length === 1 ? 'One thing to mend' : `${problems.length} things to mend`;
  const shown =
    pull === null ? 'There is no rendering to show yet.' : 'Below is the last rendering that went well.';
  const byFile = Map.groupBy(problems, ({ file }) => file);
  return html`<section class="problems" aria-labelledby="problems-title">
  <h2 id="problems-title">${title}</h2>
  <p class="problems-shown">${shown}</p>
  ${[...byFile].map(([file, ofFile]) => html`<h3>${file}</h3><ol>${ofFile.map(problemItem)}</ol>`)}
</section>`;
}

function problemItem({ file, line, column, what, remedy }: Problem): Markup {
  const place = column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
  return html`<li data-place="${file}:${line}"><span class="problem-place">${place}</span>
    <span class="problem-what">${what}</span> <span class="problem-remedy">${remedy}</span></li>`;
}
