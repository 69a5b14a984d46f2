import pg from 'pg';
import { parseSchedule } from './cron.ts';
import type { Log } from './service.ts';

export interface SchedulerOptions {
	/** Connection string of the superuser: the record of runs is not the jobs' to write. */
	adminUrl: string;
	/** Connection string of `postgres`, the role whose jobs are run. */
	jobUrl: string;
	log: Log;
}

interface Job {
	jobid: string;
	schedule: string;
	command: string;
	username: string;
}

/**
 * Runs what pg_cron runs on hosted: the active jobs of `cron.job`, when they are due, each in a
 * session of its own, one run of a job at a time, with the outcome in `cron.job_run_details`.
 * What was due while the stack was down is not made up for, as there.
 */
export function startScheduler(options: SchedulerOptions): { close(): Promise<void> } {
	const { log } = options;
	// One short statement each second; a lost connection is replaced by the pool.
	const admin = new pg.Pool({ connectionString: options.adminUrl, max: 2, idleTimeoutMillis: 0 });
	admin.on('error', () => {});
	const running = new Map<string, Promise<void>>();
	const lastRun = new Map<string, number>();
	const unreadable = new Set<string>();
	let lastMinute = Math.floor(Date.now() / 60_000);
	let looking: Promise<void> | undefined;

	const isDue = (job: Job, now: number, newMinute: boolean): boolean => {
		try {
			const schedule = parseSchedule(job.schedule);
			if (schedule.kind === 'minutes') return newMinute && schedule.matches(new Date(now));
			return now - (lastRun.get(job.jobid) ?? 0) >= schedule.seconds * 1000;
		} catch (error) {
			if (!unreadable.has(job.jobid)) log('scheduler', `job ${job.jobid}: ${words(error)}`);
			unreadable.add(job.jobid);
			return false;
		}
	};

	const look = async (): Promise<void> => {
		const now = Date.now();
		const minute = Math.floor(now / 60_000);
		const { rows } = await admin.query<Job>(
			`select jobid::text, schedule, command, username from cron.job
			where active and username = 'postgres' and database = current_database()`
		);
		// Kept until the list was read: a database that is restarting must not cost a minute's jobs.
		const newMinute = minute !== lastMinute;
		lastMinute = minute;
		for (const job of rows) {
			if (running.has(job.jobid) || !isDue(job, now, newMinute)) continue;
			lastRun.set(job.jobid, now);
			const run = runJob(admin, options.jobUrl, job)
				.catch((error: unknown) => log('scheduler', `job ${job.jobid}: ${words(error)}`))
				.finally(() => running.delete(job.jobid));
			running.set(job.jobid, run);
		}
	};

	const timer = setInterval(() => {
		looking ??= look()
			.catch(() => {
				// The supervisor has said that the database is away; the next look will find it again.
			})
			.finally(() => (looking = undefined));
	}, 1000);

	return {
		async close() {
			clearInterval(timer);
			await looking;
			// The jobs' sessions end with the database; waiting for a long one would hold up the stop.
			await Promise.race([
				Promise.all(running.values()),
				new Promise((resolve) => setTimeout(resolve, 2000).unref())
			]);
			await admin.end();
		}
	};
}

async function runJob(admin: pg.Pool, jobUrl: string, job: Job): Promise<void> {
	const client = new pg.Client({ connectionString: jobUrl, application_name: 'pg_cron' });
	// A server that goes away fails the statement below; unheard, this event would end the process.
	client.on('error', () => {});
	await client.connect();
	try {
		const { rows } = await admin.query<{ runid: string }>(
			`insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
			values ($1, $2, current_database(), $3, $4, 'running', clock_timestamp())
			returning runid::text`,
			[job.jobid, (client as { processID?: number }).processID ?? null, job.username, job.command]
		);
		const outcome = await outcomeOf(client, job.command);
		await admin.query(
			`update cron.job_run_details set status = $2, return_message = $3, end_time = clock_timestamp()
			where runid = $1`,
			[rows[0]?.runid, outcome.status, outcome.message]
		);
	} finally {
		await client.end();
	}
}

async function outcomeOf(client: pg.Client, command: string) {
	try {
		const results = await client.query(command);
		const last = [results].flat().at(-1);
		return {
			status: 'succeeded',
			message: last ? `${last.command} ${last.rowCount ?? ''}`.trim() : ''
		};
	} catch (error) {
		return { status: 'failed', message: `ERROR:  ${words(error)}` };
	}
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));
