/** Settings and flags that are at fault: exit code 2, and one line that says which field, what it was, and what would do. */
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOfFile, readSettings, SettingsError } from '../../../impl/node/settings.js';
import { served as paxoscope, temporaryFolder } from '../../cli/run.js';

const servers = [{ id: 's1', peers: '127.0.0.1:7101', http: '127.0.0.1:8101' }];
const fine = { self: 's1', servers, data: 's1' };

describe('serve refuses', () => {
  it.each([
    ['no JSON', '{', /s1.json is not JSON: /],
    ['a list', '[]', /s1.json: the settings are an object with fields/],
    ['no servers', { self: 's1', data: 's1' }, /s1.json: servers is missing; it takes a list/],
    ['an unknown field', { ...fine, dta: 's1' }, /s1.json: there is no field "dta"/],
    [
      'an unknown field of the protocol',
      { ...fine, protocol: { windw: 3 } },
      /protocol: there is no field "windw"/,
    ],
    [
      'a number that cannot be',
      { ...fine, protocol: { window: 0 } },
      /configuration of s1: window is 0; at least 1, whole/,
    ],
    [
      'an address that is none',
      { ...fine, servers: [{ ...servers[0], http: '8101' }] },
      /servers.0.http: "8101" is no host:port/,
    ],
    ['a number in words', { ...fine, tickMs: 'ten' }, /s1.json: tickMs takes a number, not "ten"/],
    ['a number too small', { ...fine, tickMs: 0 }, /s1.json: tickMs takes at least 1, not 0/],
    ['half a number', { ...fine, tickMs: 1.5 }, /s1.json: tickMs takes a whole number, not 1.5/],
    ['a name that is none', { ...fine, self: 'a b' }, /self takes a name of up to 64 letters, .*, not "a b"/],
    [
      'a role that is none',
      { ...fine, servers: [{ ...servers[0], roles: ['king'] }] },
      /servers.0.roles.0 takes "acceptor" or "leader" or "replica", not "king"/,
    ],
    ['a self that is nobody', { ...fine, self: 's9' }, /self: s9 is none of the servers \(s1\)/],
    [
      'a server twice',
      { ...fine, servers: [...servers, ...servers] },
      /servers: s1, s1: an id is there twice/,
    ],
    [
      'a short key',
      { ...fine, key: 'short' },
      /key: a cluster key has at least 16 characters; openssl rand -hex 32 makes one/,
    ],
    ['two keys', { ...fine, key: 'x'.repeat(20), keyFile: 's1.json' }, /key and keyFile are both there/],
    [
      'a key file that is not there',
      { ...fine, keyFile: 'nowhere' },
      /the cluster key cannot be read: ENOENT/,
    ],
    [
      'other machines without a key',
      { ...fine, servers: [{ ...servers[0], peers: '0.0.0.0:7101' }] },
      /peers: 0.0.0.0:7101 can be reached from other machines; that needs a cluster key \(key or keyFile\)/,
    ],
  ])('%s', (_what, settings, says) => {
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
    const file = path.join(temporaryFolder({ 's1.json': text }), 's1.json');
    const read = () => readSettings(fieldsOfFile(file), file);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(says);
  });
});

it('serve says it in one line, with exit code 2', async () => {
  const cwd = temporaryFolder({ 's1.json': '{}' });
  expect(await paxoscope('serve --config s1.json', { cwd })).toEqual({
    code: 2,
    stdout: '',
    stderr: 'paxoscope: s1.json: self is missing; it takes a text\n',
  });
});

describe('a folder that cannot be made is told in one line', () => {
  const server = '--new --self s1 --server s1=127.0.0.1:7991,127.0.0.1:7992';
  const cases: [string, RegExp][] = [
    [
      `serve ${server} --data file/s1`,
      /^paxoscope: s1 does not start: the folder file\/s1 cannot be made: ENOTDIR/,
    ],
    [
      `serve ${server} --data s1 --trace file/s1`,
      /^paxoscope: s1 does not start: the folder file\/s1 cannot be made/,
    ],
    [
      'cluster --port 0 --data file/c',
      /^paxoscope: no cluster can be begun in file\/c: the folder file\/c cannot/,
    ],
    // Before anything is said of a run.
    ['record --for 1s -o file/r', /^paxoscope: file\/r cannot be written: \S+file is no folder\n$/],
  ];
  // Where mkdir says ENOENT for ever.
  if (existsSync('/proc/self'))
    cases.push([
      `serve ${server} --data /proc/nope`,
      /^paxoscope: s1 does not start: the folder \/proc\/nope cannot/,
    ]);
  it.each(cases)('%s', async (line, says) => {
    const { code, stderr } = await paxoscope(line, { cwd: temporaryFolder({ file: '' }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/internal error/);
  });
});

it.each([
  ['serve', 'serve needs --config FILE, or --self, --data and a --server for each server'],
  ['serve --self s1 --data d --server s1', '--server "s1" is not ID=HOST:PORT,HOST:PORT'],
  ['cluster --severs 3', 'no flag --severs; did you mean --servers? (paxoscope cluster --help lists them)'],
  ['record --for 5', '--for takes a time such as 500ms, 30s or 5m, not "5"'],
  ['record --bug typo', 'there is no bug typo; --bug list names them'],
  ['record --seed x', '--seed takes a whole number in 0..999999, not "x"'],
])('%s', async (line, says) => {
  const { code, stderr } = await paxoscope(line, { cwd: temporaryFolder() });
  expect([code, stderr.trim()]).toEqual([2, `paxoscope: ${says}`]);
});

it('cluster does not begin where its ports are in use', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as AddressInfo).port)),
  );
  const cwd = temporaryFolder();
  // Its last port for clients: those before it may be in use too.
  const { code, stderr } = await paxoscope(`cluster --servers 2 --port ${port - 1}`, { cwd });
  taken.close();
  expect(stderr).toMatch(
    /^paxoscope: no cluster can be begun in paxoscope-cluster: 127\.0\.0\.1:\d+ is in use by another process; .*--port another first port/,
  );
  expect(code).toBe(2);
  expect(existsSync(path.join(cwd, 'paxoscope-cluster'))).toBe(false);
});

it('record refuses faults that there are not, and a folder that is in use', async () => {
  const cwd = temporaryFolder({ 'here.txt': '' });
  expect((await paxoscope('record --faults kil', { cwd })).stderr).toMatch(
    /--faults: there is no "kil"; there are kill, pause, /,
  );
  expect((await paxoscope('record -o .', { cwd })).stderr).toMatch(
    /\. is there and not empty; choose another folder with -o/,
  );
});
