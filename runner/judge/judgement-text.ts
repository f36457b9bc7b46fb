import { formatDuration, microseconds } from '../../reference/time.js';
import type {
  CaptureJudgement,
  Check,
  Contents,
  Finding,
  Judgement,
  JudgedVerdict,
  NodeDescription,
  Totals,
} from '../../suites/kit/judgement.js';
import { byReason, type UnjudgedReason } from '../../reports/view/unjudged.js';
import { firstAlike } from '../../reports/view/alike.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { counted, oneSideInWords, partsInWords, tunnelledInWords, unreadableInWords } from '../../reports/view/text.js';
import { coloured, verdictWord, type Terminal } from '../terminal.js';
import { MAX_NODES_TOLD } from './finding-list.js';
import { MAX_NODES as MAX_NODES_KEPT } from './node-table.js';
import { isTunnelName } from './tunnels.js';

const INDENT = '  ';
const MAX_NODES = 20;
const MAX_UNJUDGED = 20;
const MAX_UNJUDGED_NODES = 10;
const WRAP = 110;

interface Style {
  readonly terminal: Pick<Terminal, 'hasColour'>;
  /** Every finding and every rule that found no opportunity. */
  readonly verbose: boolean;
}

/** The judgement for a person: what is in the capture, what was found, what could not be judged. */
export function judgementText({ captures, totals }: Judgement, style: Style): string {
  const parts = captures.map((capture) => captureText(capture, style));
  if (captures.length > 1) parts.push(`all captures: ${totalsText(totals)}`);
  return `${parts.join('\n\n')}\n`;
}

function captureText(capture: CaptureJudgement, style: Style): string {
  return [
    capture.file,
    ...contentsText(capture.contents, capture),
    '',
    ...findingsText(capture, style),
    ...unjudgedText(capture, style),
    '',
    totalsText(capture.totals),
  ].join('\n');
}

export const totalsText = (totals: Totals): string =>
  (['pass', 'warn', 'fail', 'inconclusive'] as const).map((verdict) => `${verdictWord(verdict)} ${totals[verdict]}`).join('  ');

const row = (label: string, text: string): string => `${INDENT}${label.padEnd(13)} ${text}`;
const rows = (label: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, index) => row(index === 0 ? label : '', text));

function contentsText(contents: Contents, { absence, nodes }: CaptureJudgement): readonly string[] {
  const { cut, problem, copies, backwards, prefixes } = contents;
  return [
    row('frames', framesText(contents)),
    ...rows('files', partsInWords(contents.parts ?? [])),
    row(
      'lost frames',
      `${lossesText(contents.losses)}${absence.conclusive ? '' : '; what is not there may have been lost: no verdict from absence'}`,
    ),
    ...(cut ? [row('cut frames', `${cut.frames}, down to ${cut.shortestOctets} octets`)] : []),
    ...(backwards > 0
      ? [row('stamps', `${counted(backwards, 'frame')} ${backwards === 1 ? 'is' : 'are'} stamped earlier than the one before`)]
      : []),
    ...(copies > 0 ? [row('copies', `${counted(copies, 'packet')} ${copies === 1 ? 'looks' : 'look'} like one shortly before`)] : []),
    ...rows('nodes', nodesText(nodes)),
    ...(contents.furtherNodes > 0 ? [row('', `"further nodes" are all senders beyond the ${MAX_NODES_KEPT} that are told apart`)] : []),
    ...rows('one side only', oneSideInWords(contents).flatMap(wrapped)),
    ...rows(
      'prefixes',
      prefixes.map((one) => `${one.prefix}  ${prefixFlags(one)}by ${one.routers.join(', ')}`),
    ),
    ...rows('in tunnels', tunnelledInWords(contents)),
    ...rows('messages', wrapped(contents.protocols.map(({ name, packets }) => `${name} ${packets}`).join(', '))),
    ...rows('unreadable', unreadableInWords(contents)),
    ...(problem ? [row('damage', problem.text)] : []),
  ];
}

function framesText({ frames, ipv6, notIpv6, spanUs, linkTypes, links }: Contents): string {
  const kinds = linkTypes.map(({ name }) => name).join(', ');
  const tunnels = links.filter(isTunnelName).length;
  const ofLinks = links.length > 1 ? `, ${counted(links.length - tunnels, 'link')}` : '';
  const many = tunnels > 0 ? `${ofLinks}, ${counted(tunnels, 'tunnel')}` : ofLinks;
  const others = notIpv6 > 0 ? `, ${notIpv6} of other protocols` : '';
  return `${frames}, of them ${ipv6} IPv6${others}; ${formatDuration(microseconds(spanUs))}; ${kinds || 'no link'}${many}`;
}

const lossesText = (losses: number | 'unknown'): string => {
  if (losses === 'unknown') return 'unknown: this capture does not say';
  return losses === 0 ? 'none, says the capture' : `${losses}, says the capture`;
};

const prefixFlags = ({ onLink, autonomous }: Contents['prefixes'][number]): string =>
  `${onLink ? 'on-link, ' : ''}${autonomous ? 'autonomous, ' : ''}`;

function nodesText(nodes: readonly NodeDescription[]): readonly string[] {
  const shown = [...nodes].sort((a, b) => b.frames - a.frames).slice(0, MAX_NODES);
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  const lines = shown.map(({ name, link, roles, frames, addresses, via }) => {
    const where = [
      link && `on ${link}`,
      via.length > 0 ? `from ${via.join(', ')}` : '',
      addresses.filter((one) => one !== name).join(' '),
    ].filter(Boolean);
    return `${name.padEnd(width)}  ${roles.join(',').padEnd(6)}  ${String(frames).padStart(6)} frames  ${where.join('  ')}`.trimEnd();
  });
  return nodes.length > shown.length ? [...lines, `and ${nodes.length - shown.length} more`] : lines;
}

const nodeOf = ({ node, link }: Pick<Finding, 'node' | 'link'>): string => (link ? `${node} (${link})` : node);
const clauseOf = ({ rfc, section }: Finding): string => `RFC ${rfc} ${section}`.trim();

function findingsText({ contents, findings, furtherFindings }: CaptureJudgement, style: Style): readonly string[] {
  if (contents.frames === 0) return ['there is no frame in it'];
  if (contents.unreadable.frames === contents.frames) return ['none of its frames could be read'];
  if (findings.length === 0) return ['nothing here that a rule speaks about'];
  const hasEvidence = ({ checks }: Finding): boolean => checks.some(({ evidence }) => evidence.length > 0);
  // What is undecided without any evidence is told at the end, by reason.
  const isLong = (finding: Finding): boolean => style.verbose || hasEvidence(finding);
  const long = firstAlike(findings.filter(isLong), style.verbose ? Infinity : undefined).flatMap(({ finding, further }) => [
    ...findingText(finding, style),
    ...(further > 0 ? [`${INDENT}and the same requirement at ${further} more nodes: --verbose lists them`] : []),
    '',
  ]);
  return [
    ...long,
    ...passedText(
      findings.filter((finding) => finding.verdict === 'pass' && !isLong(finding)),
      style,
    ),
    ...(furtherFindings ? [`not listed, as ${MAX_NODES_TOLD} nodes are that did the same: ${totalsText(furtherFindings)}`] : []),
  ];
}

const headOf = (verdict: JudgedVerdict, style: Style): string => coloured(verdictWord(verdict).padEnd(12), verdict, style.terminal);

function findingText(finding: Finding, style: Style): readonly string[] {
  const head = `${headOf(finding.verdict, style)}  ${nodeOf(finding)}  ${finding.level}  ${clauseOf(finding)}  ${finding.requirement}`;
  return [
    head,
    ...finding.checks.flatMap((check) => checkText(check, finding.verdict, style)),
    ...wrapped(`clause: ${finding.text}`).map((line) => INDENT + line),
  ];
}

function checkText(check: Check, verdict: JudgedVerdict, style: Style): readonly string[] {
  const matters = style.verbose || check.evidence.length > 0 || (verdict === 'inconclusive' && check.undecided + check.missing > 0);
  if (!matters) return [];
  const counts = [
    check.broken > 0 ? `broken ${counted(check.broken, 'time')}` : '',
    check.missing > 0 ? `not seen ${counted(check.missing, 'time')}` : '',
    check.kept > 0 ? `kept ${counted(check.kept, 'time')} (first in frame ${check.firstKept})` : '',
    check.undecided > 0 ? `undecided ${counted(check.undecided, 'time')}` : '',
  ].filter(Boolean);
  return [
    `${INDENT}${check.title}: ${counts.join(', ')}  [${check.rule}]`,
    ...check.evidence.map(
      ({ frame, text, frames }) =>
        `${INDENT}${INDENT}frame ${frame}: ${text}${frames && frames.length > 0 ? ` (see frame ${frames.join(', ')})` : ''}`,
    ),
    ...check.undecidedBecause.map(
      ({ why, count, firstFrame }) => `${INDENT}${INDENT}${count} undecided from frame ${firstFrame} on: ${why}`,
    ),
  ];
}

/** The rules and not the requirements, which may ask for what the capture gave no occasion for. */
const keptRules = ({ checks }: Finding): readonly string[] => checks.filter(({ verdict }) => verdict === 'pass').map(({ rule }) => rule);

function passedText(passed: readonly Finding[], style: Style): readonly string[] {
  const byNode = groupBy(passed, nodeOf);
  const shown = [...byNode].slice(0, MAX_NODES);
  const lines = shown.flatMap(([node, findings]) => [
    `${headOf('pass', style)}  ${node}  ${counted(findings.length, 'requirement')}, as far as these rules ask`,
    ...wrapped(findings.flatMap(keptRules).join(' ')).map((line) => INDENT + line),
  ]);
  return byNode.size > shown.length ? [...lines, `${headOf('pass', style)}  and ${byNode.size - shown.length} more nodes`] : lines;
}

function unjudgedText({ contents, unjudged, notExercised }: CaptureJudgement, { verbose }: Style): readonly string[] {
  const lines: string[] = [];
  const reasons = byReason(unjudged, verbose ? Infinity : MAX_UNJUDGED_NODES);
  const shown = reasons.slice(0, verbose ? reasons.length : MAX_UNJUDGED);
  if (shown.length > 0) lines.push('', 'could not be judged');
  for (const reason of shown) lines.push(...reasonText(reason));
  if (reasons.length > shown.length) lines.push(`${INDENT}and for ${counted(reasons.length - shown.length, 'more reason')}`);
  if (notExercised.length === 0 || contents.frames === 0) return lines;
  lines.push('', `not exercised: ${counted(notExercised.length, 'rule')} had no opportunity here`);
  if (verbose) lines.push(...notExercised.map(({ rule, title }) => `${INDENT}${rule}: ${title}`));
  return lines;
}

function reasonText({ why, count, firstFrame, nodes, furtherNodes }: UnjudgedReason): readonly string[] {
  return [
    `${INDENT}${why} (${counted(count, 'time')}, from frame ${firstFrame} on)`,
    ...nodes.flatMap(({ node, rules }) => wrapped(`${node}  ${rules.join(' ')}`).map((line) => INDENT + INDENT + line)),
    ...(furtherNodes > 0 ? [`${INDENT}${INDENT}and ${counted(furtherNodes, 'more node')}`] : []),
  ];
}

/** Breaks a text at blanks. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WRAP) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
