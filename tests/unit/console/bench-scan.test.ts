import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ScanReader, scanEndMs, scanGapMs } from '#renderer/console/bench/work/scan.ts';

let done: string[];
let scans: string[];
let reader: ScanReader;

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  scans = [];
  reader = new ScanReader((text) => scans.push(text));
});
afterEach(() => {
  vi.useRealTimers();
});

function type(text: string, gap: number): void {
  for (const key of text) {
    reader.character(key, () => done.push(key));
    vi.advanceTimersByTime(gap);
  }
}

it('lets a person’s keys act, each by itself', () => {
  type('3c', scanGapMs + 1);
  expect(done).toEqual(['3', 'c']);
  vi.advanceTimersByTime(scanEndMs);
  expect(reader.enter()).toBe(false);
});

it('lets two fingers at once act too', () => {
  type('3c', 5);
  vi.advanceTimersByTime(scanGapMs);
  expect(done).toEqual(['3', 'c']);
});

it('gives a scanned code whole; none of its keys does anything, nor does its Enter', () => {
  type('SN-2026-0003', 5);
  expect(reader.enter()).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(done).toEqual([]);
  expect(scans).toEqual(['SN-2026-0003']);
});

it('takes a code whose scanner sends no Enter for nothing at all', () => {
  type('SN-2026-0003', 5);
  vi.advanceTimersByTime(1000);
  expect(done).toEqual([]);
  expect(scans).toEqual([]);
});

it('does not take an Enter for meant that comes with another key', () => {
  type('c', 5);
  expect(reader.enter()).toBe(true);
  expect(done).toEqual(['c']);
  vi.advanceTimersByTime(scanEndMs);
  expect(reader.enter()).toBe(false);
});

it('does not take the Enter of a slow scanner for meant, whatever its keys did', () => {
  type('SN-1', scanGapMs + 20);
  expect(reader.enter()).toBe(true);
});
