import type { DutConfiguration } from '../configuration/dut-schema.js';
import { readInterfaceFacts, type InterfaceFacts } from '../links/nic/interface-facts.js';
import { obstacles, reasonToRefuse } from '../links/nic/safety.js';
import { fine, problem, type Finding } from './finding.js';

/** The NICs of a device's file, each with everything that hinders its use. Nothing is sent. */
export async function checkNics({ links }: DutConfiguration): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [name, { tester, useAnyway }] of Object.entries(links)) {
    const subject = `${name} ${tester}`;
    const facts = await readInterfaceFacts({ interface: tester });
    findings.push(
      ...(facts.ok ? checkNic(subject, facts.value, useAnyway) : [problem(subject, facts.error, `correct links.${name}.tester`)]),
    );
  }
  return findings;
}

function checkNic(subject: string, facts: InterfaceFacts, useAnyway: boolean): readonly Finding[] {
  const danger = reasonToRefuse(facts, useAnyway);
  const found = [
    ...(danger === undefined ? [] : [problem(subject, danger)]),
    ...obstacles(facts).map((obstacle) => problem(subject, obstacle.problem, obstacle.type)),
  ];
  if (found.length > 0) return found;
  const offloads = facts.offloads === undefined ? 'offloads unknown (no ethtool)' : 'offloads off';
  return [fine(subject, `up, MTU ${facts.mtu}, kernel IPv6 off, ${offloads}`)];
}
