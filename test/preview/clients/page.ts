/** A small message to put through simulations: `head` goes into `<head>`, `body` into `<body>`. */
export function message(head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Issue</title>${head}</head><body style="margin:0">${body}</body></html>`;
}

/** What stands in the `<style>` blocks of `html`, without line ends, one entry a block. */
export function styles(html: string): string[] {
  return [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => (match[1] ?? '').trim());
}

/** What stands in the `<body>` of `html`. */
export function body(html: string): string {
  return /<body[^>]*>([\s\S]*)<\/body>/.exec(html)?.[1] ?? '';
}
