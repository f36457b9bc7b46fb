import { applicableTests } from './applicable-tests.js';
import { conformanceLab } from './conformance-lab.js';

conformanceLab({
  title: 'lab: conformance of a router that advertises through radvd',
  device: 'radvd',
  role: 'router',
  needs: ['root', 'ip', 'ethtool', 'cap', 'ping', 'radvd'],
  async choose() {
    const tests = (await applicableTests('linux')).filter(({ actions = [] }) => actions.includes('advertise'));
    return {
      selectors: tests.map(({ id }) => id),
      count: tests.length,
      about: `${tests.length} tests of a router that is told to advertise`,
    };
  },
});
