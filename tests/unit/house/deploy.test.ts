import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { serveOptions } from '#cloud/commands/serve.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const serviceSchema = z.object({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.unknown()).default({}),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.object({ ipv4_address: z.string() }))]),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ ipam: z.object({ config: z.array(z.object({ subnet: z.string() })) }) })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const compose = composeSchema.parse(parse(read('compose.yaml'), { merge: true }));
const dockerfile = read('Dockerfile');
const caddyfile = read('deploy/Caddyfile');
const clouds = Object.entries(compose.services).filter(([name]) => name.startsWith('cloud-'));
const seconds = (text = '') => Number(/^(\d+)s$/.exec(text)?.[1]);

/** What a command line says of an option. */
const said = (args: readonly string[], name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.split('=')[1];

describe('compose.yaml', () => {
  it('runs the cloud twice, alike, over PostgreSQL, behind the proxy', () => {
    expect(clouds.map(([name]) => name)).toEqual(['cloud-1', 'cloud-2']);
    expect(clouds[0]?.[1]).toEqual(clouds[1]?.[1]);
    expect(Object.keys(compose.services).sort()).toEqual(['cloud-1', 'cloud-2', 'postgres', 'proxy']);
    for (const [, { ports, depends_on }] of clouds)
      expect([ports, Object.keys(depends_on)]).toEqual([[], ['postgres']]);
  });

  it('names options that the program knows, and gives a stop more time than the program takes', () => {
    for (const [, { command, stop_grace_period }] of clouds) {
      expect(command[0]).toBe('serve');
      for (const option of command.slice(1))
        expect(serveOptions).toHaveProperty(/^--([\w-]+)=/.exec(option)?.[1] ?? option);
      const own = Number(said(command, '--drain')) + Number(said(command, '--grace'));
      expect(seconds(stop_grace_period)).toBeGreaterThan(own);
    }
  });

  it('has the cloud believe the proxy’s address and no other', () => {
    const { networks } = compose.services['proxy'] ?? {};
    const address = Array.isArray(networks) ? undefined : networks?.['inside']?.ipv4_address;
    for (const [, { command }] of clouds) expect(said(command, '--trust-proxy')).toBe(address);
    expect(compose.networks['inside']?.ipam.config[0]?.subnet.replace(/0\/24$/, '10')).toBe(address);
  });

  it('names files, volumes and secrets that are there', () => {
    for (const [name, { volumes, secrets }] of Object.entries(compose.services)) {
      for (const secret of secrets)
        expect([name, Object.keys(compose.secrets)]).toEqual([name, expect.arrayContaining([secret])]);
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('.')) expect([from, existsSync(join(root, from))]).toEqual([from, true]);
        else expect(compose.volumes).toHaveProperty(from);
      }
    }
    for (const { file } of Object.values(compose.secrets)) {
      expect(file).toMatch(/^\.\/deploy\/secrets\//);
      expect(read('.gitignore')).toContain('/deploy/secrets/');
      expect(read('.dockerignore')).toContain('deploy/secrets');
      expect(read('docs/operations/cloud.md')).toContain(file.replace('./', ''));
    }
  });
});

describe('the Caddyfile', () => {
  it('leads to every process of compose.yaml, by its port, and asks each whether it is ready', () => {
    const upstreams = /reverse_proxy ([^{]+)\{/.exec(caddyfile)?.[1]?.trim().split(' ');
    expect(upstreams).toEqual(clouds.map(([name, { command }]) => `${name}:${said(command, '--port')}`));
    expect(caddyfile).toContain('health_uri /readyz');
    // The port of the metrics is not led to.
    expect(caddyfile).not.toContain(said(clouds[0]?.[1].command ?? [], '--metrics-port'));
  });
});

describe('the Dockerfile', () => {
  it('copies what is there, and nothing of it is left out by .dockerignore', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(copied).toContain('package-lock.json');
    for (const name of copied)
      expect([name, existsSync(join(root, name)), ignored.includes(name)]).toEqual([name, true, false]);
    for (const needed of ['src-cloud', 'src-server', 'src-shared', 'src-renderer', 'scripts', 'migrations', 'assets'])
      expect(ignored).not.toContain(needed);
  });

  it('runs scripts that exist, on the Node of the product, as nobody special', () => {
    const { scripts, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const major = devDependencies?.['node']?.split('.')[0];
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(new RegExp(`^node:${major}-`));
    expect(scripts).toHaveProperty('build');
    for (const [, script = ''] of dockerfile.matchAll(/node (scripts\/\S+\.ts)/g))
      expect(existsSync(join(root, script))).toBe(true);
    expect(dockerfile.lastIndexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nFROM '));
    const command = JSON.parse(/^CMD (\[.+\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    for (const option of command.filter((arg) => arg.startsWith('--')))
      expect(serveOptions).toHaveProperty(option.slice(2));
    expect(/^ENTRYPOINT .*"(out\/\S+\.js)"/m.exec(dockerfile)?.[1]).toBe('out/cloud/cloud.js');
  });
});

describe('the script that prepares PostgreSQL', () => {
  it('is a script a shell can read', () => {
    const { status, stderr } = spawnSync('sh', ['-n', join(root, 'deploy/postgres/10-landing.sh')], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
