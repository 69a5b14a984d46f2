import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listSetting, loadConfig, setting } from './config.ts';
import { repository } from './stack.ts';

let project: string;
beforeEach(() => {
	project = mkdtempSync(join(tmpdir(), 'lantern-config-'));
	mkdirSync(join(project, 'supabase'));
});
afterEach(() => {
	rmSync(project, { recursive: true });
	vi.unstubAllEnvs();
});

const write = (text: string) => writeFileSync(join(project, 'supabase', 'config.toml'), text);

test('a setting is found by its path, and only if it has the wanted type', () => {
	write('[auth.email]\notp_length = 8\nmax_frequency = "1s"');
	const config = loadConfig(project);
	expect(setting(config, 'auth.email.otp_length', 6)).toBe(8);
	expect(setting(config, 'auth.email.max_frequency', 6)).toBe(6);
	expect(setting(config, 'auth.sms.otp_length', 6)).toBe(6);
});

test('env(NAME) stands for the variable, or for itself while that is not set', () => {
	write('a = "env(LANTERN_TEST_SECRET)"\nb = ["env(LANTERN_TEST_UNSET)"]');
	vi.stubEnv('LANTERN_TEST_SECRET', 'hush');
	const config = loadConfig(project);
	expect(setting(config, 'a', '')).toBe('hush');
	expect(listSetting(config, 'b', [])).toEqual(['env(LANTERN_TEST_UNSET)']);
});

test('a file that is no TOML is refused with the place', () => {
	write('[auth\nsite_url = 1');
	expect(() => loadConfig(project)).toThrow(/config\.toml cannot be read.*\n?/);
});

test('Lantern asks for confirmed addresses and passwords of ten characters', () => {
	const config = loadConfig(repository);
	expect(setting(config, 'auth.email.enable_confirmations', false)).toBe(true);
	expect(setting(config, 'auth.minimum_password_length', 0)).toBe(10);
	expect(listSetting(config, 'api.schemas', [])).toEqual(['public']);
});
