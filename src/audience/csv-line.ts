/** One line of CSV that a spreadsheet shows and never runs. */

/**
 * What makes a spreadsheet take a cell for a formula. The apostrophe put before it is taken away again by our own
 * import; a cell that had one already gets another, so that it comes back as it was.
 */
const formula = /^'*[=+\-@\t\r]/;

/** Cells in quotation marks where they need them, ended with CRLF (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const defused = formula.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
