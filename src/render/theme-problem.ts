/** A theme that some reader could not read is refused, with the nearest one that everybody can. */
import type { Problem } from '../publication/problem.ts';
import type { Publication } from '../publication/types.ts';
import { leastContrast, nearestPassing, paletteOf, shortfalls } from './palette.ts';

export function themeProblem({ file, theme, lines }: Publication): Problem | null {
  const found = shortfalls(paletteOf(theme.accent));
  if (found.length === 0) return null;
  const where = found.map(
    ({ palette, surface, contrast }) => `${contrast.toFixed(2)} on the ${surface} in ${palette}`,
  );
  return {
    file,
    line: lines.get('theme.accent') ?? 1,
    what: `The accent ${theme.accent} cannot be read everywhere: its contrast is ${where.join(', ')}, and ${leastContrast} is the least.`,
    remedy: `The nearest accent that passes is "${nearestPassing(theme.accent)}".`,
  };
}
