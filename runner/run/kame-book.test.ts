import { expect } from 'chai';
import { tests } from '../../suites/index.js';
import { configure } from '../../suites/kit/faults.js';
import { inEachPart } from '../../suites/kit/parts.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import type { RipngFeatures } from '../../reference/routing/ripng/features.js';
import { memoryBinding, type MemoryOptions } from '../bindings/memory.js';
import { executeTest } from '../execute.js';

type Noticed = 'fail' | 'warn' | 'remark';

/** A defect that the authors of the KAME book, or readers of its listings, find in route6d, and the tests that notice it. */
interface BookDefect {
  readonly says: string;
  readonly alone: Partial<RipngFeatures>;
  readonly fail?: readonly string[];
  readonly warn?: readonly string[];
  readonly remark?: readonly string[];
}

/** Test ids without `ripng.`; `{a,b}` stands for either. */
const DEFECTS: readonly BookDefect[] = [
  {
    says: 'takes responses from any port (book section 1.13.2)',
    alone: { checkSourcePort: false },
    fail: ['response-validation.{port,poison-port}-{520,522,30000}'],
  },
  {
    says: 'takes responses that have crossed a router (book section 1.13.2)',
    alone: { checkHopLimit: false },
    fail: ['response-validation.{hop-limit,poison-hop-limit}-{254,64,1}'],
  },
  {
    says: 'takes any metric, and adds the cost in 8 bits',
    alone: { checkMetrics: false },
    fail: ['entry-validation.{metric-0,metric-254-cost-2}', 'entry-validation.known-metric-{0,17,254}'],
  },
  {
    says: 'takes prefix lengths over 128',
    alone: { checkPrefixLengths: false },
    fail: ['entry-validation.length-{129,255}'],
  },
  {
    says: 'looks at the type of an address before bits beyond the prefix length are gone: refuses ::1/0 (book section 1.13.2)',
    alone: { maskBeforeChecks: false },
    warn: ['entry-validation.{loopback,multicast,link-local}-of-length-0'],
  },
  {
    says: 'names next hops of learned and direct routes without split horizon (book section 1.13.4)',
    alone: { nameEveryNextHop: true },
    fail: ['split-horizon.off-next-hop'],
  },
  {
    says: 'answers requesters beyond other routers in packets as large as its own link takes (book section 1.13.4)',
    alone: { fillPacketsOffLink: true },
    remark: ['requests.whole-off-link-size'],
  },
  {
    says: 'looks certain routes up in one buffer, and sends another',
    alone: { answerWithLastSent: true },
    fail: [
      'requests.specific-{unicast,other-port-group,other-port-global,other-port-link-local,off-link}',
      'requests.specific-{source-port,missing,mixed}',
      'requests.default-route-unknown',
      'requests.two-entries-{first,last}',
      'route6d-options.left-out-lookup',
    ],
    warn: ['requests.specific-exact-{longer,shorter}'],
  },
];

const each = (pattern: string): readonly string[] => {
  const [, before, choices, behind] = /^(.*?)\{(.*?)\}(.*)$/.exec(pattern) ?? [];
  if (before === undefined || choices === undefined || behind === undefined) return [`ripng.${pattern}`];
  return choices.split(',').flatMap((choice) => each(before + choice + behind));
};

const noticedBy = ({ fail = [], warn = [], remark = [] }: BookDefect): Readonly<Record<string, Noticed>> => {
  const rows = { fail, warn, remark };
  const all = (Object.keys(rows) as Noticed[]).flatMap((how) => rows[how].flatMap(each).map((id) => [id, how] as const));
  return Object.fromEntries(all);
};

/** What deviates from what KAME would do; `remark` only where a defect is known to earn one. */
async function deviations(chosen: readonly RegisteredTest[], options: MemoryOptions): Promise<Readonly<Record<string, string>>> {
  const binding = memoryBinding(options);
  const found: Record<string, string> = {};
  for (const test of chosen) {
    const { record } = await executeTest(test, binding, { seed: 1, profile: 'kame' });
    const { verdict, reason } = record;
    const outcome = verdict === 'pass' && reason.code === 'remark' ? 'remark' : verdict;
    if (outcome !== 'pass' && outcome !== 'skip') found[test.id] = outcome;
  }
  return found;
}

const remarksOnKame = (id: string): boolean => id.startsWith('ripng.timers.') || id === 'ripng.selection.tag-changed';

describe('the suites notice each documented defect of the route6d that the KAME book prints', function () {
  this.timeout(120_000);
  const ripng = inEachPart(tests).filter(({ id }) => id.startsWith('ripng.'));
  const known = (wanted: Readonly<Record<string, Noticed>>) => ripng.filter(({ id }) => id in wanted);

  for (const defect of DEFECTS)
    it(`it ${defect.says}`, async () => {
      const wanted = noticedBy(defect);
      const found = await deviations(known(wanted), { behaviour: 'kame', defects: [configure({ ripng: { features: defect.alone } })] });
      expect(found).to.deep.equal(wanted);
    });

  it('nothing of that is held against kame', async () => {
    const wanted = Object.assign({}, ...DEFECTS.map(noticedBy)) as Readonly<Record<string, Noticed>>;
    expect(await deviations(known(wanted), { behaviour: 'kame' })).to.deep.equal({});
  });

  it('of kame-book, which has all of them, no other test finds anything', async () => {
    const wanted: Readonly<Record<string, Noticed>> = Object.assign({}, ...DEFECTS.map(noticedBy));
    const found = Object.entries(await deviations(ripng, { behaviour: 'kame-book' })).filter(
      ([id, how]) => how !== 'remark' || !remarksOnKame(id),
    );
    expect(Object.fromEntries(found)).to.deep.equal(wanted);
  });
});
