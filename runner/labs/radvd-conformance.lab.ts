import { loadTests } from '../run/suites.js';
import { conformanceLab } from './conformance-lab.js';

conformanceLab({
  title: 'lab: conformance of a router that advertises through radvd',
  device: 'radvd',
  role: 'router',
  needs: ['root', 'ip', 'ethtool', 'cap', 'ping', 'radvd'],
  async choose() {
    // What needs a virtual clock would only be skipped.
    const tests = (await loadTests()).filter(({ actions = [], lasts }) => actions.includes('advertise') && lasts === undefined);
    return {
      selectors: tests.map(({ id }) => id),
      count: tests.length,
      about: `${tests.length} tests of a router that is told to advertise`,
    };
  },
});
