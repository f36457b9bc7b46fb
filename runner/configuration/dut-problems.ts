import { dutSchema, type DutConfiguration } from './dut-schema.js';
import { locate, pathInWords } from './schema-problems.js';
import type { Located, Path, YamlSource } from './yaml-source.js';

type Checked =
  { readonly ok: true; readonly configuration: DutConfiguration } | { readonly ok: false; readonly problems: readonly Located[] };

/** Checks a read file against the schema and against itself; every problem at once, each with its place in the file. */
export function checkDut(source: YamlSource): Checked {
  if (source.problems.length > 0) return { ok: false, problems: source.problems };
  const parsed = dutSchema.safeParse(source.value, { reportInput: true });
  const problems = parsed.success
    ? contradictions(parsed.data, source)
    : parsed.error.issues.flatMap((issue) => locate(issue, dutSchema, source));
  if (parsed.success && problems.length === 0) return { ok: true, configuration: parsed.data };
  return { ok: false, problems: [...problems].sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** What the schema cannot say: settings that do not go together. */
function contradictions(dut: DutConfiguration, source: YamlSource): Located[] {
  const problems: Located[] = [];
  const complain = (path: Path, text: string): void =>
    void problems.push({ ...source.position(path), text: `${pathInWords(path)}: ${text}` });
  const { control, links } = dut;
  const onNics =
    control.adapter === 'command' || control.adapter === 'manual' || (control.adapter === 'linux' && control.host !== undefined);
  if (onNics && links['link0'] === undefined) complain(['links'], `adapter ${control.adapter} needs links.link0: { tester: NIC }.`);
  if (!onNics && Object.keys(links).length > 0)
    complain(
      ['links'],
      `adapter ${control.adapter}${control.adapter === 'linux' ? ' without host' : ''} makes its own links: remove them.`,
    );
  const seen = new Map<string, string>();
  for (const [name, link] of Object.entries(links)) {
    const other = seen.get(link.tester);
    if (other !== undefined) complain(['links', name, 'tester'], `NIC ${link.tester} is already ${other}: each link needs its own.`);
    seen.set(link.tester, name);
  }
  return problems;
}
