import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { supabaseCli } from '../migrations.ts';
import { graphOf, importsOf } from './graph.ts';
import { Sources } from './sources.ts';

/*
 * What `supabase functions deploy` sends to the hosted bundler, by the official CLI itself and an API that is not
 * there: all a function is made of must be among it, because nothing else is.
 */

const project = resolve(import.meta.dirname, '../../..');
const functions = join(project, 'supabase', 'functions');
const names = new Sources(project).names();

interface Upload {
	files: string[];
	importMap: string;
}
const uploads = new Map<string, Upload>();

let directory: string;
const deployed = { status: 'ACTIVE', version: 1, created_at: 0, updated_at: 0, ezbr_sha256: '0' };
const api = createServer(async (request, response) => {
	const url = new URL(request.url ?? '', 'http://api.invalid');
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	const reply = (status: number, json: unknown) =>
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
	if (request.method === 'PUT') return reply(200, { functions: [] });
	if (request.method !== 'POST') return reply(200, []);
	const slug = url.searchParams.get('slug') ?? '';
	const headers = { 'content-type': request.headers['content-type'] ?? '' };
	const form = await new Response(body, { headers }).formData();
	const metadata = JSON.parse(String(form.get('metadata'))) as { import_map_path?: string };
	const files = form.getAll('file').map((file) => (file instanceof File ? file.name : ''));
	uploads.set(slug, { files: files.sort(), importMap: metadata.import_map_path ?? '' });
	reply(201, { id: slug, slug, name: slug, ...deployed });
});

beforeAll(async () => {
	await new Promise<void>((ready) => api.listen(0, '127.0.0.1', ready));
	const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
	directory = await mkdtemp(join(tmpdir(), 'lantern-uploads-'));
	const profile = join(directory, 'profile.yaml');
	const urls = ['api_url', 'dashboard_url', 'docs_url'].map((name) => `${name}: ${address}`);
	await writeFile(
		profile,
		['name: nowhere', ...urls, 'project_host: project.invalid', 'pooler_host: pooler.invalid'].join(
			'\n'
		)
	);
	vi.stubEnv('SUPABASE_ACCESS_TOKEN', `sbp_${'0'.repeat(40)}`);
	await supabaseCli(
		[
			'functions',
			'deploy',
			'--use-api',
			'--yes',
			'--remote=aaaaaaaaaaaaaaaaaaaa',
			'--profile',
			profile
		],
		project
	);
});

afterAll(async () => {
	vi.unstubAllEnvs();
	api.close();
	await rm(directory, { recursive: true, force: true });
});

test('every function is uploaded with all it is made of, and what it imports is declared', () => {
	expect([...uploads.keys()].sort()).toEqual(names);
	for (const name of names) {
		const declaration = `supabase/functions/${name}/deno.json`;
		const { files, unknown } = graphOf(project, name);
		expect(unknown, name).toEqual([]);
		expect(uploads.get(name), name).toEqual({
			files: [...files, declaration].sort(),
			importMap: declaration
		});
	}
});

test('what is declared is what is installed here, to the version', () => {
	const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const declared = readdirSync(functions).flatMap((name) =>
		names.includes(name) ? Object.entries(importsOf(functions, name)) : []
	);
	for (const [name, target] of declared) {
		expect(target).toBe(`npm:${name}@${manifest.dependencies[name]}`);
	}
});
