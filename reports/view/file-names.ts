/**
 * The file of a test's page or details below `tests/`. Ids consist of letters, digits, dots and hyphens and stay as they
 * are; anything else, as a result file from elsewhere may hold, becomes `_` and its code, so that no id leaves the folder.
 */
export function testFile(id: string, extension: 'html' | 'json'): string {
  const safe = id.replace(/[^A-Za-z0-9.-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}`).replace(/^\.+/, '_2e');
  return `${safe.slice(0, 200)}.${extension}`;
}
