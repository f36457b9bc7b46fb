import type { RunDescription } from '../../suites/kit/record.js';
import { duration } from './text.js';

export interface Fact {
  readonly term: string;
  readonly value: string;
}

/** What was tested, with what, and how sure the stamps are: the header of a report. */
export function runFacts(run: RunDescription, testCount: number): readonly Fact[] {
  const facts: (Fact | undefined)[] = [
    { term: 'Device', value: run.firmware ? `${run.dut}, firmware ${run.firmware}` : run.dut },
    { term: 'Adapter', value: run.adapter },
    run.role ? { term: 'Role', value: run.role } : undefined,
    { term: 'Profile', value: run.profile },
    {
      term: 'Tests',
      value: run.selectors.length > 0 ? `${testCount}, selected by ${run.selectors.join(' ')}` : `${testCount}, everything that applies`,
    },
    { term: 'Started', value: run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC') },
    { term: 'Duration', value: durationOf(run) },
    run.testedBy ? { term: 'Tested by', value: run.testedBy } : undefined,
    run.longestUs === undefined ? undefined : { term: 'Waited for', value: `tests of up to ${duration(run.longestUs)}` },
    { term: 'Uncertainty', value: uncertaintyOf(run) },
    { term: 'Seed', value: String(run.seed) },
    { term: 'Tool', value: `${run.tool} ${run.version}` },
    run.shard ? { term: 'Shard', value: run.shard } : undefined,
    run.interrupted ? { term: 'Interrupted', value: 'yes: not every selected test was run' } : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

function durationOf(run: RunDescription): string {
  if (run.clock === 'real') return duration(run.wallUs);
  return `${duration(run.protocolUs)} of protocol time in ${duration(run.wallUs)}${run.clock === 'replay' ? ' (replay)' : ''}`;
}

/** What is known of a run is its greatest and, of younger runs, its usual uncertainty: a window is widened by that of its own test. */
function uncertaintyOf({ clock, uncertaintyUs, usualUncertaintyUs }: RunDescription): string {
  if (uncertaintyUs === 0) return clock === 'virtual' ? '0 (virtual clock)' : '0';
  if (usualUncertaintyUs === uncertaintyUs) return `${duration(uncertaintyUs)}; every window is widened by it, in the device's favour`;
  const most = `up to ${duration(uncertaintyUs)}`;
  const much = usualUncertaintyUs === undefined ? most : `usually ${duration(usualUncertaintyUs)}, in some tests ${most}`;
  return `${much}; each window is widened by that of its own test, in the device's favour`;
}

/** `AX-3 4.2.1`, `linux (Linux 6.18.0)`: the device in a page's title. Firmware that has a name of its own is told apart from it. */
export function deviceName({ dut, firmware }: Pick<RunDescription, 'dut' | 'firmware'>): string {
  if (!firmware) return dut;
  return firmware.includes(' ') ? `${dut} (${firmware})` : `${dut} ${firmware}`;
}
