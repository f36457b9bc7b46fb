import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { reportFile } from './package-root.js';
import { visible } from './view/text.js';

export type PageName = 'index' | 'tests' | 'test' | 'coverage' | 'rfc' | 'timing' | 'compare' | 'badge' | 'junit' | 'summary';

/** Renders one page from its view; every value is escaped for the page's format. */
export type Render = (view: object) => string;

type Compiler = Pick<typeof Handlebars, 'compile' | 'registerPartial'>;

/**
 * `strict`: a view that lacks a value is an error here, not an empty place in the page. No helper is registered, so a
 * template can only place values and repeat; nothing it is given can switch the escaping off. No page asks for `@index`
 * and the like, and keeping count of them in every block takes a tenth of the time.
 */
const OPTIONS: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true, data: false };

function load(): ReadonlyMap<PageName, Render> {
  const handlebars: Compiler = Handlebars.create();
  for (const file of readdirSync(reportFile('templates', 'partials'))) {
    const source = readFileSync(reportFile('templates', 'partials', file), 'utf8');
    handlebars.registerPartial(file.replace(/\.hbs$/, ''), handlebars.compile(source, OPTIONS));
  }
  const page = (file: string, options: CompileOptions = OPTIONS): Render => {
    const template = handlebars.compile<object>(readFileSync(reportFile('templates', file), 'utf8'), options);
    return (view) => visible(template(view, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }));
  };
  return new Map<PageName, Render>([
    ['index', page('index.html.hbs')],
    ['test', page('test.html.hbs')],
    ['tests', page('tests.html.hbs')],
    ['coverage', page('coverage.html.hbs')],
    ['rfc', page('rfc.html.hbs')],
    ['timing', page('timing.html.hbs')],
    ['compare', page('compare.html.hbs')],
    ['badge', page('badge.svg.hbs')],
    ['junit', page('junit.xml.hbs')],
    // Markdown has its own escapes, which the view has applied.
    ['summary', page('summary.md.hbs', { ...OPTIONS, noEscape: true, data: true })],
  ]);
}

let loaded: ReadonlyMap<PageName, Render> | undefined;

/** The compiled template of a page; all are compiled at the first call. */
export function pageTemplate(name: PageName): Render {
  loaded ??= load();
  const render = loaded.get(name);
  if (!render) throw new Error(`there is no template "${name}"`);
  return render;
}

/** Every template's source by file name, for checks over all of them. */
export function templateSources(): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const folder of ['templates', join('templates', 'partials')])
    for (const entry of readdirSync(reportFile(folder), { withFileTypes: true }))
      if (entry.isFile()) sources.set(entry.name, readFileSync(reportFile(folder, entry.name), 'utf8'));
  return sources;
}
