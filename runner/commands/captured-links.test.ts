import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../exit-codes.js';
import { capturedLinks } from './captured-links.js';

const complaintAbout = (...words: readonly string[]): string => {
  try {
    capturedLinks(words);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return 'none';
};

describe('the links that files are captures of', () => {
  it('are called like their files, or as the user calls them', () => {
    expect(capturedLinks(['in/lan.pcap', 'wan.pcapng.zst', 'up=eth2.cap', 'dump.pcap12'])).to.deep.equal([
      { name: 'lan', files: ['in/lan.pcap'] },
      { name: 'wan', files: ['wan.pcapng.zst'] },
      { name: 'up', files: ['eth2.cap'] },
      { name: 'dump', files: ['dump.pcap12'] },
    ]);
  });

  it('have captures in parts where the user gives several the same name', () => {
    expect(capturedLinks(['lan=a.pcap', 'wan.pcap', 'lan=b.pcap'])).to.deep.equal([
      { name: 'lan', files: ['a.pcap', 'b.pcap'] },
      { name: 'wan', files: ['wan.pcap'] },
    ]);
  });

  it('are no parts because their files are called alike', () => {
    expect(complaintAbout('r1/eth0.pcap', 'r2/eth0.pcap'))
      .to.contain('r1/eth0.pcap and r2/eth0.pcap would both be link "eth0"')
      .and.to.contain('eth01=r1/eth0.pcap eth02=r2/eth0.pcap');
    expect(complaintAbout('lan=a.pcap', 'lan.pcap', 'wan.pcap')).to.contain('link "lan"');
  });

  it('are two or more, each of files that are named once, with a name', () => {
    expect(complaintAbout('lan.pcap')).to.contain('two links or more: sixproof judge --links lan.pcap wan.pcap');
    expect(complaintAbout('lan=a.pcap', 'lan=b.pcap')).to.contain('--as-one');
    expect(complaintAbout('lan=a.pcap', 'wan=./a.pcap')).to.contain('a.pcap is named twice');
    expect(complaintAbout('=a.pcap', 'wan.pcap')).to.contain('"=a.pcap" is no NAME=FILE');
    expect(complaintAbout('lan=', 'wan.pcap')).to.contain('"lan=" is no NAME=FILE');
    expect(complaintAbout('lan.pcap', '-')).to.contain('standard input');
  });

  it('have names that a terminal shows instead of obeying them', () => {
    expect(capturedLinks(['\u001b[31mlan.pcap', ' w\nan\t =eth\u001b.pcap'])).to.deep.equal([
      { name: '{u+001b}[31mlan', files: ['\u001b[31mlan.pcap'] },
      { name: 'w an', files: ['eth\u001b.pcap'] },
    ]);
    expect(capturedLinks(['lan=a.pcap', ' lan =b.pcap', 'wan.pcap'])[0]).to.deep.equal({ name: 'lan', files: ['a.pcap', 'b.pcap'] });
    expect(complaintAbout(' \t=a.pcap', 'wan.pcap')).to.contain('is no NAME=FILE');
    expect(complaintAbout('\u001b=', 'wan.pcap')).to.contain('"{u+001b}=" is no NAME=FILE');
  });

  it('may have files with the sign in their own name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sixproof-links-'));
    try {
      const file = join(folder, 'port=1.pcap');
      writeFileSync(file, '');
      expect(capturedLinks([file, 'wan.pcap'])[0]).to.deep.equal({ name: 'port=1', files: [file] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
