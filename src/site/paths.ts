/** Paths of the public service below the publication's address. */

/** The path below `base` without a slash at its start, decoded; null for one outside of it or one that cannot be read. */
export function archivePathOf(base: string, path: string): string | null {
  if (!path.startsWith(base)) return path === base.slice(0, -1) ? '' : null;
  try {
    return decodeURIComponent(path.slice(base.length));
  } catch {
    return null;
  }
}
