import { expect } from 'chai';
import { minutes, seconds } from '../reference/time.js';
import { createProgress, type ProgressOptions } from './progress.js';
import { madeUpTest } from './results/made-up-run.js';
import { terminalOf } from './terminal.js';

/** What was written, and a clock to move. */
function stage(options: Partial<ProgressOptions> & { readonly canRedraw?: boolean; readonly columns?: number }) {
  const written: string[] = [];
  const time = { ms: 0 };
  const terminal = {
    write: (text: string) => void written.push(text),
    canRedraw: options.canRedraw ?? false,
    hasColour: false,
    columns: () => options.columns ?? 120,
  };
  const tests = ['a.b.one', 'a.b.two'];
  const progress = createProgress({
    terminal,
    tests,
    done: 0,
    estimates: new Map(tests.map((id) => [id, minutes(1)])),
    jobs: 1,
    isVirtual: false,
    nowMs: () => time.ms,
    ...options,
  });
  return { progress, written, time };
}

describe('progress', () => {
  it('is one line per finished test where nothing can be redrawn', () => {
    const { progress, written } = stage({});
    progress.started('a.b.one', 0);
    progress.finished(madeUpTest('a.b.one', 'pass', { wallUs: 1_234_567 }), 0);
    progress.started('a.b.two', 0);
    progress.finished(madeUpTest('a.b.two', 'skip', { reason: { code: 'not-claimed', text: 'not claimed: mldv2' } }), 0);
    progress.end();
    expect(written).to.deep.equal(['PASS  a.b.one  1.2 s\n', 'SKIP  a.b.two  not claimed: mldv2\n']);
  });

  it('tells in virtual time only what did not pass, in full', () => {
    const { progress, written } = stage({ isVirtual: true });
    progress.finished(madeUpTest('a.b.one'), 0);
    progress.finished(madeUpTest('a.b.two', 'fail', { message: 'FAIL  a.b.two  MUST\n  wanted   this' }), 0);
    progress.end();
    expect(written).to.deep.equal(['FAIL  a.b.two  MUST\n  wanted   this\n\n']);
  });

  it('draws two status lines on a terminal: position, wait, time left, verdicts', () => {
    const { progress, written, time } = stage({ canRedraw: true });
    progress.started('a.b.one', 0);
    time.ms = 12_000;
    progress.waiting('a.b.one', { atMost: seconds(30) }, 0);
    expect(written.at(-1)).to.equal(' 0/2  a.b.one   left 2 min 1 s   waiting 0 s of at most 30 s\n      ');
    time.ms = 13_000;
    progress.waiting('a.b.one', { atMost: seconds(30), purpose: 'for Echo Reply' }, 0);
    expect(written.at(-1)).to.match(/ {3}waiting 0 s of at most 30 s for Echo Reply\n {6}$/);
    time.ms = 20_000;
    progress.finished(madeUpTest('a.b.one'), 0);
    expect(written.at(-1)).to.equal(' 1/2     left 60.5 s\n      PASS 1'.replace('60.5', '61'));
    progress.end();
    expect(written.at(-1)).to.equal('\r\x1b[1A\x1b[J');
  });

  it('redraws at most ten times a second, and never writes beyond the width', () => {
    const { progress, written, time } = stage({ canRedraw: true, columns: 24 });
    for (let i = 0; i < 100; i++) {
      time.ms = i;
      progress.waiting('a.b.one', { atMost: seconds(30) }, 0);
    }
    progress.end();
    expect(written.filter((text) => text.includes('a.b.one'))).to.have.length(1);
    for (const line of written.join('').split('\n')) expect(line.replaceAll(/\x1b\[[0-9]*[A-Z]|\r/g, '').length).to.be.lessThan(24);
  });

  it('names the failure above the status lines and draws them again', () => {
    const { progress, written } = stage({ canRedraw: true });
    progress.started('a.b.one', 0);
    progress.finished(madeUpTest('a.b.one', 'fail', { message: 'FAIL  a.b.one' }), 0);
    progress.end();
    expect(written.join('')).to.match(/\r\x1b\[1A\x1b\[JFAIL {2}a\.b\.one\n\n 1\/2/);
  });
});

describe('a terminal', () => {
  const stream = (isTTY: boolean): NodeJS.WriteStream => ({ isTTY, columns: 100 }) as NodeJS.WriteStream;
  const about = (isTTY: boolean, environment: Record<string, string>) => {
    const { canRedraw, hasColour } = terminalOf(stream(isTTY), environment);
    return { canRedraw, hasColour };
  };

  it('respects NO_COLOR, CI and TERM=dumb, and knows a pipe', () => {
    expect(about(true, { TERM: 'xterm' })).to.deep.equal({ canRedraw: true, hasColour: true });
    expect(about(true, { NO_COLOR: '1' })).to.deep.equal({ canRedraw: true, hasColour: false });
    expect(about(true, { CI: 'true' })).to.deep.equal({ canRedraw: false, hasColour: true });
    expect(about(true, { TERM: 'dumb' })).to.deep.equal({ canRedraw: false, hasColour: false });
    expect(about(false, {})).to.deep.equal({ canRedraw: false, hasColour: false });
  });
});
