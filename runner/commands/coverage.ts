import type { Command } from 'commander';
import { SECTION_REASON_KINDS, type CoverageReport, type CoverageState, type SectionCoverage } from '../../suites/kit/coverage-record.js';
import { clauseKey } from '../../suites/kit/requirement.js';
import { citingRequirements } from '../../reports/coverage-model.js';
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

type Citing = ReturnType<typeof citingRequirements>;

/** One line per section, a total per RFC. */
export function coverageTable(coverage: CoverageReport): string {
  const lines: string[] = [];
  const citing = citingRequirements(coverage);
  const kinds: string[] = [];
  for (const { rfc, title, sections } of coverage.rfcs) {
    lines.push(`${rfc > 0 ? `RFC ${rfc}  ` : ''}${title}`);
    for (const section of sections) {
      const { kind, text } = standing(rfc, section, citing);
      const words = `${section.must} MUST ${section.should} SHOULD`;
      kinds.push(kind);
      lines.push(`  ${section.section.padEnd(8)}  ${cut(section.title, 48).padEnd(48)}  ${words.padEnd(18)}  ${text}`);
    }
    lines.push(`  ${'all'.padEnd(8)}  ${''.padEnd(48)}  ${''.padEnd(18)}  ${states(sections)}`, '');
  }
  return `${lines.join('\n')}\n${sectionTotals(kinds)}\n`;
}

/** What becomes of a section: its requirements, those that cite it from elsewhere, or why there are none. */
function standing(rfc: number, section: SectionCoverage, citing: Citing): { readonly kind: string; readonly text: string } {
  const { requirements, reason } = section;
  if (requirements.length > 0) return { kind: 'with requirements', text: states([section]) };
  const others = citing.get(clauseKey(rfc, section.section));
  if (others) return { kind: 'cited by others', text: `cited by ${others.map(({ slug }) => slug).join(', ')}` };
  return reason ? { kind: reason.kind, text: `${reason.kind}: ${reason.text}` } : { kind: 'no requirement', text: 'no requirement' };
}

/** `527 sections: 301 with requirements, 18 cited by others, 40 open, 98 superseded`. */
function sectionTotals(kinds: readonly string[]): string {
  const counted = ['with requirements', 'cited by others', 'no requirement', ...SECTION_REASON_KINDS]
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
