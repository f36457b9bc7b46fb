import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { CaptureJudgement, Check, Contents, Finding, Judgement, JudgedVerdict, Totals } from '../suites/kit/judgement.js';
import { writeAssets } from './assets.js';
import { reportFile } from './package-root.js';
import { firstAlike, type Told } from './view/alike.js';
import { distinctAnchors } from './view/anchors.js';
import { clauseView } from './view/clause.js';
import { groupBy } from '../suites/kit/grouping.js';
import { byReason } from './view/unjudged.js';
import {
  baseName,
  counted,
  duration,
  MAX_IN_FULL,
  oneSideInBrief,
  oneSideInWords,
  partsInWords,
  tunnelledInWords,
  unreadableInWords,
  visible,
} from './view/text.js';
import { favicon, verdictView, verdictWords } from './view/verdicts.js';

/** Beyond these a page would be too long to be read; `judgement.json` has everything. */
const MAX_NODES = 200;
const MAX_FINDINGS = 500;
const MAX_PASSED_NODES = 50;
const MAX_UNJUDGED = 100;
const MAX_MESSAGES = 12;
const MAX_UNJUDGED_NODES = 20;

const PARTIALS = ['head', 'verdict', 'clause'] as const;
const OPTIONS: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** Writes `index.html` and what it needs into a directory beside `judgement.json`. Rejects when the directory cannot be written. */
export async function renderJudgement(directory: string, judgement: Judgement): Promise<void> {
  await writeAssets(directory);
  await writeFile(join(directory, 'index.html'), judgementPage(judgement));
}

let page: HandlebarsTemplateDelegate<object> | undefined;

/** The page of a judgement; everything in it is escaped. */
export function judgementPage(judgement: Judgement): string {
  page ??= compiled();
  return visible(page(pageView(judgement), { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }));
}

function compiled(): HandlebarsTemplateDelegate<object> {
  const handlebars = Handlebars.create();
  for (const name of PARTIALS)
    handlebars.registerPartial(name, handlebars.compile(readFileSync(reportFile('templates', 'partials', `${name}.hbs`), 'utf8'), OPTIONS));
  return handlebars.compile<object>(readFileSync(reportFile('templates', 'judge.html.hbs'), 'utf8'), OPTIONS);
}

function pageView(judgement: Judgement): object {
  const { captures, totals } = judgement;
  const verdict = worst(totals);
  const heading = captures.map(({ file }) => baseName(file)).join(', ');
  return {
    title: `${verdictWords[verdict].word}: ${heading}`,
    favicon: favicon(verdict),
    root: '',
    heading,
    headline: verdictView(verdict),
    sentence: totalsText(totals),
    several: captures.length > 1,
    captures: captures.map(captureView),
  };
}

function worst(totals: Totals): JudgedVerdict {
  if (totals.fail > 0) return 'fail';
  if (totals.warn > 0) return 'warn';
  return totals.pass > 0 ? 'pass' : 'inconclusive';
}

const totalsText = (totals: Totals): string =>
  (['fail', 'warn', 'inconclusive', 'pass'] as const).map((verdict) => `${verdictWords[verdict].word} ${totals[verdict]}`).join(', ');

const nodeOf = ({ node, link }: Pick<Finding, 'node' | 'link'>): string => (link === '' ? node : `${node} (${link})`);
const rest = (all: number, shown: number, noun: string): string => (all > shown ? counted(all - shown, `more ${noun}`) : '');

function captureView(capture: CaptureJudgement, index: number): object {
  // What is undecided without any evidence is told further down, by reason.
  const open = capture.findings.filter(({ checks }) => checks.some(({ evidence }) => evidence.length > 0));
  const told = firstAlike(open);
  const isOpen = new Set(open);
  const passed = [
    ...groupBy(
      capture.findings.filter((finding) => finding.verdict === 'pass' && !isOpen.has(finding)),
      nodeOf,
    ),
  ];
  const reasons = byReason(capture.unjudged, MAX_UNJUDGED_NODES);
  const anchor = `capture-${index + 1}`;
  const findingAnchor = distinctAnchors(`${anchor}-finding`);
  const findings = told.slice(0, MAX_FINDINGS).map((one) => findingView(one, findingAnchor));
  const firstOf = new Map(findings.toReversed().map(({ node, id }) => [node, id]));
  const nodeAnchor = distinctAnchors(`${anchor}-node`);
  const reasonAnchor = distinctAnchors(`${anchor}-why`);
  const shown = new Set([...passed.slice(0, MAX_PASSED_NODES).map(([node]) => node), ...open.map(nodeOf)]);
  return {
    anchor,
    file: baseName(capture.file),
    totals: totalsText(capture.totals),
    facts: factsOf(capture.contents, capture),
    nodes: capture.nodes.slice(0, MAX_NODES).map((node) => nodeView(node, nodeAnchor, firstOf)),
    moreNodes: rest(capture.nodes.length, MAX_NODES, 'node'),
    findings,
    findingCount: counted(told.length, 'finding'),
    moreFindings: rest(told.length, MAX_FINDINGS, 'finding'),
    passed: passed
      .slice(0, MAX_PASSED_NODES)
      .map(([node, findings]) => ({ node, count: counted(findings.length, 'requirement'), findings: findings.map(passedView) })),
    morePassed: rest(
      capture.nodes.filter(({ name: node, link, totals }) => totals.pass > 0 && !shown.has(nodeOf({ node, link }))).length,
      0,
      'node',
    ),
    unjudged: reasons.slice(0, MAX_UNJUDGED).map((one) => ({ ...one, id: reasonAnchor(one.why), more: rest(one.furtherNodes, 0, 'node') })),
    moreUnjudged: rest(reasons.length, MAX_UNJUDGED, 'reason'),
    empty: capture.contents.frames === 0,
    notExercised: capture.contents.frames === 0 ? [] : capture.notExercised,
    notExercisedCount: counted(capture.notExercised.length, 'rule'),
  };
}

/** With words for what is folded, where there is too much of it. */
type Fact = readonly [term: string, value: string, brief?: string];

const folded = (lines: number, brief: string): string => (lines > MAX_IN_FULL ? brief : '');

/** A line has room for two or three of them. */
const messagesInBrief = (protocols: Contents['protocols']): string =>
  protocols.length > MAX_MESSAGES ? `${protocols.length} kinds, most of all ${protocols[0]?.name} ${protocols[0]?.packets}` : '';

function factsOf(contents: Contents, { absence }: CaptureJudgement): readonly object[] {
  const { frames, ipv6, notIpv6, spanUs, linkTypes, losses, cut, unreadable, copies, prefixes, protocols, problem } = contents;
  const unread = unreadableInWords(contents);
  const parts = partsInWords(contents.parts ?? []);
  const facts: readonly Fact[] = [
    ['Frames', `${frames}, of them ${ipv6} IPv6${notIpv6 > 0 ? `, ${notIpv6} of other protocols` : ''}`],
    ['Files', parts.join('; '), folded(parts.length, `${parts.length} files`)],
    ['Time', duration(spanUs)],
    ['Link', linkTypes.map(({ name }) => name).join(', ')],
    ['Lost frames', `${losses === 'unknown' ? 'unknown' : losses}${absence.conclusive ? '' : ': what is not there may have been lost'}`],
    ['Cut frames', cut ? `${cut.frames}, down to ${counted(cut.shortestOctets, 'octet')}` : ''],
    ['Unreadable', unread.join('; '), folded(unread.length, `${unreadable.frames} frames`)],
    ['Copies', copies > 0 ? `${counted(copies, 'packet')} like one shortly before` : ''],
    ['One side only', oneSideInWords(contents).join('; '), oneSideInBrief(contents)],
    [
      'Prefixes',
      prefixes.map(({ prefix, routers }) => `${prefix} by ${routers.join(', ')}`).join('; '),
      folded(prefixes.length, `${prefixes.length} prefixes`),
    ],
    ['In tunnels', tunnelledInWords(contents).join('; ')],
    ['Messages', protocols.map(({ name, packets }) => `${name} ${packets}`).join(', '), messagesInBrief(protocols)],
    ['Damage', problem?.text ?? ''],
  ];
  return facts.filter(([, value]) => value !== '').map(([term, value, brief = '']) => ({ term, value, brief }));
}

/** `firstOf`: the anchor of the first finding about a node that is on the page. */
function nodeView(node: CaptureJudgement['nodes'][number], anchor: (text: string) => string, firstOf: ReadonlyMap<string, string>): object {
  const name = nodeOf({ node: node.name, link: node.link });
  const bad = node.totals.fail + node.totals.warn;
  return {
    name,
    id: anchor(name),
    firstFinding: bad > 0 ? (firstOf.get(name) ?? '') : '',
    roles: node.roles.join(', '),
    frames: node.frames,
    addresses: [...node.addresses.filter((one) => one !== node.name), ...node.via.map((one) => `from ${one}`)].join(' '),
    bad,
    passed: node.totals.pass,
  };
}

function findingView({ finding, further }: Told, anchor: (text: string) => string) {
  const { rfc, section, level, text, requirement, verdict, checks } = finding;
  return {
    id: anchor(`${requirement} ${nodeOf(finding)}`),
    node: nodeOf(finding),
    verdict: verdictView(verdict),
    level,
    clause: clauseView(rfc, section),
    text,
    requirement,
    further: further > 0 ? counted(further, 'more node') : '',
    checks: checks.filter(({ evidence, undecided, missing }) => evidence.length + undecided + missing > 0).map(checkView),
  };
}

function checkView(check: Check): object {
  return {
    rule: check.rule,
    title: check.title,
    counts: countsOf(check),
    lines: [
      ...check.evidence.map(
        ({ frame, text, frames = [] }) => `frame ${frame}: ${text}${frames.length > 0 ? ` (see frame ${frames.join(', ')})` : ''}`,
      ),
      ...check.undecidedBecause.map(({ why, count, firstFrame }) => `${count} undecided from frame ${firstFrame} on: ${why}`),
    ],
  };
}

function countsOf({ broken, missing, kept, undecided }: Check): string {
  const counts = [
    [broken, 'broken'],
    [missing, 'not seen'],
    [kept, 'kept'],
    [undecided, 'undecided'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${word} ${counted(count, 'time')}`)
    .join(', ');
}

function passedView({ judged, text, level, rfc, section, checks }: Finding): object {
  const kept = Math.max(0, ...checks.map((check) => check.kept));
  const first = Math.min(...checks.map(({ firstKept }) => firstKept ?? Infinity));
  return { judged, text, level, clause: clauseView(rfc, section), seen: `${counted(kept, 'time')}, first in frame ${first}` };
}
