import { seconds, ZERO } from '../../reference/time.js';
import { rehearse } from '../run/rehearsal.js';
import { applicableTests } from './applicable-tests.js';
import { conformanceLab } from './conformance-lab.js';
import { documentedDeviations } from './documented-deviations.js';
import { sample } from './sample.js';

/** Tests that wait longer are for `npm run labs`. */
const LONGEST = seconds(70);

for (const [device, name] of [
  ['frr', 'FRR'],
  ['bird', 'BIRD'],
] as const)
  conformanceLab({
    title: `lab: conformance of ${name} as a RIPng router`,
    device,
    dut: device,
    role: 'router',
    needs: ['root', 'ip', 'ethtool', 'cap', 'ping', device],
    // Many of so small a sample are there because the device fails them.
    passing: 0.5,
    async choose() {
      const tests = (await applicableTests(device)).filter(({ id }) => id.startsWith('ripng.'));
      const waits = await rehearse(tests, { seed: 1, profile: 'current', signal: new AbortController().signal });
      const candidates = tests.map(({ id }) => ({ id, waits: waits.get(id) ?? ZERO })).filter((one) => one.waits <= LONGEST);
      const documented = new Set(documentedDeviations(device).map(({ test }) => test));
      const selectors = sample(candidates, documented);
      const about = `${selectors.length} of ${tests.length} tests: of those that wait a minute at most every fourth of a subject, and what is documented`;
      return { selectors, count: selectors.length, about };
    },
  });
