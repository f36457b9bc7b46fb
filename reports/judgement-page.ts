import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { CaptureJudgement, Check, Contents, Finding, Judgement, JudgedVerdict, Totals } from '../suites/kit/judgement.js';
import { writeAssets } from './assets.js';
import { reportFile } from './package-root.js';
import { firstAlike, type Told } from './view/alike.js';
import { clauseView } from './view/clause.js';
import { groupBy } from '../suites/kit/grouping.js';
import { counted, duration, oneSideInWords, partsInWords, tunnelledInWords, visible } from './view/text.js';
import { favicon, verdictView, verdictWords } from './view/verdicts.js';

/** Beyond these a page would be too long to be read; `judgement.json` has everything. */
const MAX_NODES = 200;
const MAX_FINDINGS = 500;
const MAX_PASSED_NODES = 50;
const MAX_UNJUDGED = 500;

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
  const heading = captures.map(({ file }) => file).join(', ');
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
  const shown = new Set([...passed.slice(0, MAX_PASSED_NODES).map(([node]) => node), ...open.map(nodeOf)]);
  return {
    anchor: `capture-${index + 1}`,
    file: capture.file,
    totals: totalsText(capture.totals),
    facts: factsOf(capture.contents, capture),
    nodes: capture.nodes.slice(0, MAX_NODES).map(nodeView),
    moreNodes: rest(capture.nodes.length, MAX_NODES, 'node'),
    findings: told.slice(0, MAX_FINDINGS).map(findingView),
    moreFindings: rest(told.length, MAX_FINDINGS, 'finding'),
    passed: passed
      .slice(0, MAX_PASSED_NODES)
      .map(([node, findings]) => ({ node, count: counted(findings.length, 'requirement'), findings: findings.map(passedView) })),
    morePassed: rest(
      capture.nodes.filter(({ name: node, link, totals }) => totals.pass > 0 && !shown.has(nodeOf({ node, link }))).length,
      0,
      'node',
    ),
    unjudged: capture.unjudged.slice(0, MAX_UNJUDGED).map((one) => ({ ...one, node: one.node ?? 'nobody known' })),
    moreUnjudged: rest(capture.unjudged.length, MAX_UNJUDGED, 'reason'),
    notExercised: capture.notExercised,
    notExercisedCount: counted(capture.notExercised.length, 'rule'),
  };
}

function factsOf(contents: Contents, { absence }: CaptureJudgement): readonly object[] {
  const { frames, ipv6, notIpv6, spanUs, linkTypes, losses, cut, unreadable, copies, prefixes, protocols, problem } = contents;
  const facts: [string, string][] = [
    ['Frames', `${frames}, of them ${ipv6} IPv6${notIpv6 > 0 ? `, ${notIpv6} of other protocols` : ''}`],
    ['Files', partsInWords(contents.parts ?? []).join('; ')],
    ['Time', duration(spanUs)],
    ['Link', linkTypes.map(({ name }) => name).join(', ')],
    ['Lost frames', `${losses === 'unknown' ? 'unknown' : losses}${absence.conclusive ? '' : ': what is not there may have been lost'}`],
    ['Cut frames', cut ? `${cut.frames}, down to ${counted(cut.shortestOctets, 'octet')}` : ''],
    [
      'Unreadable',
      unreadable.frames > 0
        ? unreadable.first
            .slice(0, 10)
            .map(({ frame, offset, reason }) => `frame ${frame}, octet ${offset}: ${reason}`)
            .join('; ')
        : '',
    ],
    ['Copies', copies > 0 ? `${counted(copies, 'packet')} like one shortly before` : ''],
    ['One side only', oneSideInWords(contents).join('; ')],
    ['Prefixes', prefixes.map(({ prefix, routers }) => `${prefix} by ${routers.join(', ')}`).join('; ')],
    ['In tunnels', tunnelledInWords(contents).join('; ')],
    ['Messages', protocols.map(({ name, packets }) => `${name} ${packets}`).join(', ')],
    ['Damage', problem?.text ?? ''],
  ];
  return facts.filter(([, value]) => value !== '').map(([term, value]) => ({ term, value }));
}

function nodeView(node: CaptureJudgement['nodes'][number]): object {
  return {
    name: node.link === '' ? node.name : `${node.name} (${node.link})`,
    roles: node.roles.join(', '),
    frames: node.frames,
    addresses: [...node.addresses.filter((one) => one !== node.name), ...node.via.map((one) => `from ${one}`)].join(' '),
    bad: node.totals.fail + node.totals.warn,
    passed: node.totals.pass,
  };
}

function findingView({ finding, further }: Told): object {
  const { rfc, section, level, text, requirement, verdict, checks } = finding;
  return {
    verdict: verdictView(verdict),
    node: nodeOf(finding),
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
