import type { Command } from 'commander';
import type { CoverageReport, CoverageState, SectionCoverage } from '../../suites/kit/coverage-record.js';
import { citingRequirements, reasonKinds } from '../../reports/coverage-model.js';
import { loadCoverage } from '../run/suites.js';

/** `sixproof coverage`: what is tested, and what is not and why. */
export function registerCoverage(program: Command): void {
  program
    .command('coverage')
    .summary('the requirement ledger, RFC section by section')
    .description('Holds the requirement ledger against the sections of the RFC texts: what is tested, what is not, and why.')
    .option('--json', 'as JSON, with every requirement, its state, reason and tests')
    .addHelpText('after', '\nExample:\n  $ sixproof coverage --json > coverage.json\n')
    .action(async (options: { json?: true }) => {
      const coverage = await loadCoverage();
      process.stdout.write(options.json === true ? `${JSON.stringify(coverage, undefined, 2)}\n` : coverageTable(coverage));
    });
}

const STATES: readonly CoverageState[] = ['covered', 'implied', 'untestable', 'out of scope', 'open'];

/** One line per section, a total per RFC. */
export function coverageTable(coverage: CoverageReport): string {
  const lines: string[] = [];
  const citing = citingRequirements(coverage);
  for (const { rfc, title, sections } of coverage.rfcs) {
    lines.push(`${rfc > 0 ? `RFC ${rfc}  ` : ''}${title}`);
    for (const section of sections) {
      const words = `${section.must} MUST ${section.should} SHOULD`;
      lines.push(
        `  ${section.section.padEnd(8)}  ${cut(section.title, 48).padEnd(48)}  ${words.padEnd(18)}  ${standing(
          section,
          citing.get(`RFC${rfc}:${section.section}`)?.map(({ slug }) => slug),
        )}`,
      );
    }
    lines.push(`  ${'all'.padEnd(8)}  ${''.padEnd(48)}  ${''.padEnd(18)}  ${states(sections)}`, '');
  }
  return `${lines.join('\n')}\n${sectionTotals(coverage)}\n`;
}

/** What becomes of a section: its requirements, those that cite it from elsewhere, or why there are none. */
function standing(section: SectionCoverage, citing: readonly string[] = []): string {
  if (section.requirements.length > 0) return states([section]);
  if (citing.length > 0) return `cited by ${citing.join(', ')}`;
  return section.reason ? `${section.reason.kind}: ${section.reason.text}` : 'no requirement';
}

/** `527 sections: 301 with requirements, 18 cited by others, 40 open, 98 superseded`. */
function sectionTotals(coverage: CoverageReport): string {
  const citing = citingRequirements(coverage);
  const kinds = coverage.rfcs.flatMap(({ rfc, sections }) =>
    sections.map(({ section, requirements, reason }) => {
      if (requirements.length > 0) return 'with requirements';
      return citing.has(`RFC${rfc}:${section}`) ? 'cited by others' : (reason?.kind ?? 'no requirement');
    }),
  );
  const counted = ['with requirements', 'cited by others', 'no requirement', ...reasonKinds]
    .map((kind) => [kinds.filter((one) => one === kind).length, kind] as const)
    .filter(([count]) => count > 0);
  return `${kinds.length} sections: ${counted.map(([count, kind]) => `${count} ${kind}`).join(', ')}`;
}

function states(sections: readonly SectionCoverage[]): string {
  const requirements = sections.flatMap((section) => section.requirements);
  const counted = STATES.map((state) => [state, requirements.filter((requirement) => requirement.state === state).length] as const);
  return (
    counted
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ') || 'no requirement'
  );
}

const cut = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 3)}...` : text);
