import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { reportFile } from './package-root.js';
import { pageTemplate, templateSources } from './templates.js';

function sources(folder = ''): readonly string[] {
  return readdirSync(reportFile(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

describe('templates', () => {
  it('have no place where text is not escaped', () => {
    for (const [name, source] of templateSources()) expect(source, name).not.to.match(/\{\{\{|\{\{~?&/);
  });

  it('hold no script, no style and no handler in the page itself: the content security policy forbids them', () => {
    for (const [name, source] of templateSources()) {
      if (!name.endsWith('.hbs')) continue;
      expect(source, name).not.to.match(/<style|\sstyle=|\son[a-z]+=/i);
      expect(source.match(/<script[^>]*>/g) ?? [], name).to.satisfy((tags: string[]) =>
        tags.every((tag) => tag.includes('src="{{root}}assets/report.js"')),
      );
    }
  });

  it('quote every attribute that holds a value', () => {
    for (const [name, source] of templateSources()) expect(source, name).not.to.match(/\s[a-z-]+=\{\{/);
  });

  it('are the only way from a value to a page', () => {
    for (const path of sources()) expect(readFileSync(reportFile(path), 'utf8'), path).not.to.contain(['Safe', 'String'].join(''));
  });

  it('refuse a view that lacks a value', () => {
    expect(() => pageTemplate('index')({ title: 'x' })).to.throw(/not defined/);
  });
});
