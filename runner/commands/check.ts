import type { Command } from 'commander';
import { Document, visit } from 'yaml';
import { preflight } from '../check/preflight.js';
import { countProblems, findingsAsText } from '../check/finding.js';
import { BUILT_IN_DUTS, loadDut, withoutSecrets } from '../configuration/load-dut.js';
import { EXIT } from '../exit-codes.js';

/** `sixproof check`: what is missing before a run, and what to type about it. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .summary('what is missing before a run against a device')
    .description(
      'Looks at rights, modules, NICs, the device on each link, other nodes, the adapter and the clock. Each line: ok, or what to type.',
    )
    .option('--dut <device>', 'the device: reference, linux, frr, bird or its YAML file', 'reference')
    .option('--json', 'as a JSON object')
    .addHelpText('after', '\nExample:\n  $ sudo sixproof check --dut ax3.yaml\n')
    .action(async ({ dut: spec, json }: { dut: string; json?: true }) => {
      const dut = loadDut(spec);
      const show =
        json === true
          ? () => undefined
          : (finding: Parameters<Parameters<typeof preflight>[1]>[0]) => void process.stdout.write(`${findingsAsText([finding])}\n`);
      const { findings, sent } = await preflight(dut, show);
      const problems = countProblems(findings);
      const settings = withoutSecrets(dut.configuration);
      if (json === true) {
        process.stdout.write(`${JSON.stringify({ dut: spec, problems, findings, sent, settings }, undefined, 2)}\n`);
      } else {
        const verdict = problems === 0 ? 'Everything is in place.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
        process.stdout.write(`${verdict} ${sent}\n`);
        if (!isBuiltIn(spec)) process.stdout.write(`\nThe settings, defaults filled in:\n${asYaml(settings)}\n`);
      }
      process.exitCode = problems === 0 ? EXIT.fine : EXIT.unable;
    });
}

const isBuiltIn = (spec: string): boolean => (BUILT_IN_DUTS as readonly string[]).includes(spec);

/** Argument vectors on one line each, as people write them. */
function asYaml(settings: unknown): string {
  const document = new Document(settings);
  visit(document, {
    Seq(_, node) {
      node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 }).trimEnd().replace(/^/gm, '  ');
}
