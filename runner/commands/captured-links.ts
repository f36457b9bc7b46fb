import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { groupBy } from '../../suites/kit/grouping.js';
import { visible } from '../../reports/view/text.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { CapturedLink } from '../links/capture/joined-source.js';

const EXAMPLE = 'sixproof judge --links lan.pcap wan.pcap';
const EXTENSION = /(\.(pcap|pcapng|cap)\d*)?(\.(gz|zst))?$/i;

interface Named {
  readonly name: string;
  readonly file: string;
  /** The user gave the name. */
  readonly isGiven: boolean;
}

/** The links that `judge --links` names: `lan.pcap`, or `lan=capture.pcap`, several times for a capture in parts. */
export function capturedLinks(words: readonly string[]): readonly CapturedLink[] {
  requireFiles('--links', words);
  const named = words.map(namedFile);
  for (const files of groupBy(named, ({ file }) => resolve(file)).values())
    if (files.length > 1) throw wrong(`--links: ${files[0]?.file} is named twice, and is the capture of one link.`);
  const links = groupBy(named, ({ name }) => name);
  for (const [name, files] of links) areParts(name, files);
  if (links.size < 2) throw wrong(`--links wants the captures of two links or more: ${EXAMPLE}${onlyParts(named)}`);
  return [...links].map(([name, files]) => ({ name, files: files.map(({ file }) => file) }));
}

/** Several captures are put in order by how they begin. */
export function requireFiles(option: string, words: readonly string[]): void {
  if (words.includes('-')) throw wrong(`${option} wants files: standard input cannot be looked into before it is read.`);
}

/** A file whose own name has the sign in it is taken for that file. */
function namedFile(word: string): Named {
  const at = word.indexOf('=');
  if (at < 0 || existsSync(word)) return { name: nameOfFile(word), file: word, isGiven: false };
  const [name, file] = [word.slice(0, at), word.slice(at + 1)];
  if (name.trim() === '' || file === '') throw wrong(`--links: "${word}" is no NAME=FILE such as lan=capture.pcap.`);
  return { name: shown(name), file, isGiven: true };
}

function nameOfFile(file: string): string {
  const whole = basename(file);
  return shown(whole.replace(EXTENSION, '')) || shown(whole) || whole;
}

/** Names go to the terminal, and a line is for one of them. */
const shown = (name: string): string => visible(name.trim().replace(/\s+/g, ' '));

/** Only who says so joins files: captures of two routers are often called alike. */
function areParts(name: string, files: readonly Named[]): void {
  if (files.length < 2 || files.every(({ isGiven }) => isGiven)) return;
  const list = files.map(({ file }) => file);
  const named = list.map((file, index) => `${name}${index + 1}=${file}`).join(' ');
  throw wrong(
    `--links: ${list.join(' and ')} would both be link "${name}". Name them: ${named}, or, if they are parts of one capture, ` +
      `${list.map((file) => `${name}=${file}`).join(' ')}.`,
  );
}

const onlyParts = (named: readonly Named[]): string => (named.length > 1 ? '. For parts of one capture there is --as-one.' : '.');

const wrong = (text: string): Problem => new Problem(visible(text), EXIT.usage);
