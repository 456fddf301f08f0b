/** The document around the body that MJML makes: everything that mail clients want in `<head>`, and nothing else. */

/** What MJML has gathered when it asks for the document; only what is used here. */
export type SkeletonParts = {
  readonly title: string;
  readonly lang: string;
  readonly dir: string;
  /** The texts of `<mj-style>`, in their order. */
  readonly style: readonly string[];
  readonly content: string;
};

/**
 * Each `<mj-style>` keeps a `<style>` of its own, because Gmail drops the whole block in which it meets a rule that it
 * does not know. What only Outlook's Word engine understands stands in a comment for it. MJML's own media queries for
 * columns are left out: every column of ours is as wide as its section. The wrapper gets a class of its own, because
 * clients replace `<body>`.
 */
export function skeleton({ title, lang, dir, style, content }: SkeletonParts): string {
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<!--[if mso]><noscript><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript><style>table,td{mso-table-lspace:0;mso-table-rspace:0}</style><![endif]-->
${style.map((text) => `<style>${text}</style>`).join('\n')}
</head>
${content.replace('role="article"', 'class="paper" role="article"')}
</html>
`;
}
