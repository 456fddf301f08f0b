/** The document of a view that is not mail: text, source, headers and so on, in the page's own type. */
import { html, raw } from 'hono/html';
import type { Markup } from './markup.ts';

export type Sheet = { readonly title: string; readonly dark: boolean; readonly body: Markup };

export function sheet({ title, dark, body }: Sheet): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>:root{color-scheme:${dark ? 'dark' : 'light'}}${raw(style)}</style>
</head>
<body>${body}</body>
</html>`;
}

/** The sheet stands in a frame of its own, out of reach of the page's stylesheet. */
const style = `
:root{--ink:light-dark(#1c2124,#e8e6e1);--soft:light-dark(#5c6165,#a7adb2);--line:light-dark(#dedbd3,#33383d);
--paper:light-dark(#ffffff,#191c1f);--wash:light-dark(#f4f2ec,#22262a);--accent:light-dark(#0b5c63,#6fc4c9);
--add:light-dark(#d8f0dd,#173a22);--del:light-dark(#fbe0db,#4a211b);--mark:light-dark(#fff0b8,#4b3d0d);
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,Georgia,serif;
--sans:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif}
*{box-sizing:border-box}
body{margin:0;padding:24px 28px 48px;color:var(--ink);background:var(--paper);font:15px/1.5 var(--sans)}
h1{font:600 20px/1.3 var(--serif);margin:0 0 12px}
h2{font:600 16px/1.3 var(--serif);margin:28px 0 8px}
p{margin:0 0 10px}
pre,code{font:13px/1.55 var(--mono)}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;border-radius:2px;box-shadow:0 0 0 2px var(--mark)}
ins{background:var(--add);text-decoration:none}
del{background:var(--del);color:var(--soft)}
.soft{color:var(--soft)}
.source{counter-reset:line;padding:0;margin:0;list-style:none;font:12.5px/1.5 var(--mono)}
.source li{counter-increment:line;padding-left:52px;position:relative;overflow-wrap:anywhere;white-space:pre-wrap;text-indent:0}
.source li::before{content:counter(line);position:absolute;left:0;width:40px;text-align:right;color:var(--soft);user-select:none}
.tag{color:light-dark(#0b5c63,#6fc4c9)}.attribute{color:light-dark(#7a4a00,#e2b565)}.value{color:light-dark(#4a5a1e,#b5cf7d)}.comment{color:var(--soft);font-style:italic}
dl{display:grid;grid-template-columns:minmax(90px,190px) 1fr;gap:4px 16px;margin:0}
dt{color:var(--soft);overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere;font:13px/1.5 var(--mono)}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree ul{margin-left:10px;border-left:1px solid var(--line)}
.tree li{padding:3px 0 3px 14px}
.tree>li{padding-left:0}
.speech{list-style:none;margin:0;padding:0}
.speech li{display:grid;grid-template-columns:150px 1fr;gap:16px;padding:6px 0;border-bottom:1px solid var(--line)}
.speech .role{color:var(--accent);font-size:13px;line-height:22px}
.speech .inline{color:var(--accent);font-size:13px}
.inbox{border:1px solid var(--line);border-radius:10px;margin:0 0 8px;overflow:hidden;background:var(--wash)}
.row{display:block;padding:12px 16px}
.clip{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.two{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.line{display:flex;gap:12px;align-items:baseline}.line>:first-child{flex:1;min-width:0}
.phone{max-width:375px}
@media (max-width:460px){body{padding:18px 16px 40px}.speech li,dl{grid-template-columns:1fr;gap:0}.speech .role:empty{display:none}}
`;
