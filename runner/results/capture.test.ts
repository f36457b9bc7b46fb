import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameRecord, TestDetails } from '../../suites/kit/record.js';
import { Problem } from '../exit-codes.js';
import { recordings, writeCapture, type RecordedTest } from './capture.js';
import type { Journal } from './journal.js';
import { madeUpDetails, madeUpEntry, madeUpHeader } from './made-up-run.js';
import { earlierAttempt, prepareDirectory, runDirectory, saveDetails, type RunDirectory } from './run-directory.js';

const frame = (ordinal: number, octets: string, more: Partial<FrameRecord> = {}): FrameRecord => ({
  ordinal,
  link: 'link0',
  direction: 'in',
  atUs: 1_000 * ordinal,
  node: 'dut',
  octets,
  notation: '',
  steps: [],
  background: false,
  ...more,
});

const details = (id: string, ...frames: readonly FrameRecord[]): TestDetails => ({
  ...madeUpDetails(id),
  frames,
  steps: [{ index: 0, kind: 'expect', label: 'the first probe', atUs: 0, outcome: 'met' }],
  tape: frames.map(({ direction, ordinal }) => ({ kind: direction, ordinal })),
});

describe('the capture of a run', () => {
  let directory: RunDirectory;
  const journal: Journal = {
    header: madeUpHeader(['a.b.one', 'a.b.two', 'a.b.none']),
    tests: [
      madeUpEntry('a.b.one', 'pass', 5_000_000),
      madeUpEntry('a.b.two', 'pass', 1_000_000),
      madeUpEntry('a.b.none', 'skip', 6_000_000),
    ],
    attempts: [madeUpEntry('a.b.one', 'inconclusive', 3_000_000)],
    sessions: [],
    wholeOctets: 0,
  };

  beforeEach(() => {
    directory = runDirectory(mkdtempSync(join(tmpdir(), 'sixproof-capture-')));
    prepareDirectory(directory);
    saveDetails(
      directory,
      details(
        'a.b.one',
        frame(1, '0102', { steps: [0] }),
        frame(2, '0304', { link: 'link1', direction: 'out', node: 'tester', spreadUs: 7 }),
      ),
    );
    saveDetails(directory, details('a.b.two', frame(1, 'ff', { background: true })));
    saveDetails(directory, madeUpDetails('a.b.none'));
    saveDetails(directory, details('a.b.one', frame(1, 'ee')), earlierAttempt('a.b.one'));
  });
  afterEach(() => rmSync(directory.path, { recursive: true, force: true }));

  async function all(): Promise<readonly RecordedTest[]> {
    const found: RecordedTest[] = [];
    for await (const one of recordings(directory, journal)) found.push(one);
    return found;
  }

  it('numbers the frames in the order in which the tests began', () => {
    expect([...writeCapture(directory, journal)]).to.deep.equal([
      ['a.b.two', 1],
      ['a.b.one', 3],
    ]);
  });

  it('says of each frame whose it is and what it was for', () => {
    writeCapture(directory, journal);
    const text = readFileSync(directory.capture, 'latin1');
    expect(text).to.contain('a.b.one frame 1 from the device on link0: taken for "the first probe"');
    expect(text).to.contain('a.b.one frame 2 sent by tester on link1: not asked for');
    expect(text).to.contain('a.b.two frame 1 from the device on link0: of the testbed, not of the test');
    expect(text).to.contain('a.b.one (earlier attempt) frame 1 from the device on link0');
  });

  it('gives the frames back with the stamps of the test', async () => {
    writeCapture(directory, journal);
    const [two, one, ...others] = await all();
    expect(others).to.deep.equal([]);
    expect(two?.test.id).to.equal('a.b.two');
    expect(one?.recording.frames).to.deep.equal([
      { ordinal: 1, link: 'link0', direction: 'in', atUs: 1_000, octets: Uint8Array.of(1, 2) },
      { ordinal: 2, link: 'link1', direction: 'out', atUs: 2_000, spreadUs: 7, octets: Uint8Array.of(3, 4) },
    ]);
    expect(one?.recording.tape).to.have.length(2);
  });

  it('is not trusted when frames are missing or it is damaged', async () => {
    writeCapture(directory, journal);
    const octets = readFileSync(directory.capture);
    saveDetails(directory, details('a.b.two', frame(1, 'ff'), frame(2, 'ff')));
    expect(await failure()).to.match(/frame 2 of a\.b\.two is missing/);
    writeFileSync(directory.capture, octets.subarray(0, octets.length - 10));
    saveDetails(directory, details('a.b.two', frame(1, 'ff')));
    expect(await failure()).to.match(/run\.pcapng: /);
    rmSync(directory.capture);
    expect(await failure()).to.match(/run\.pcapng: /);
  });

  async function failure(): Promise<string> {
    try {
      await all();
    } catch (error) {
      if (error instanceof Problem) return error.message;
      throw error;
    }
    return 'none';
  }
});
