/** What an issue is called outside its own file. */

/** `002-pyongyang`: the name of an issue's file, its place in the archive and of what is rendered from it. */
export function issueName(issue: { readonly number: number; readonly slug: string }): string {
  return `${String(issue.number).padStart(3, '0')}-${issue.slug}`;
}
