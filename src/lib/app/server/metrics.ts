/** Seconds up to which requests are counted, as Prometheus counts them. */
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
	method: string;
	route: string;
	counts: Map<string, number>;
	buckets: number[];
	sum: number;
	total: number;
}

/** How many requests this process has answered, by route and how, and how long it took. Routes are patterns: no ids. */
export class Metrics {
	readonly #series = new Map<string, Series>();
	#now = 0;
	/** Screens on the walls that are connected to this process. */
	displays = 0;

	/** A request has come; the function it gives is called when it is answered. */
	begin(method: string): (route: string | null, status: number) => void {
		this.#now += 1;
		const since = performance.now();
		return (route, status) => {
			this.#now -= 1;
			this.#add(method, route ?? 'none', status, (performance.now() - since) / 1000);
		};
	}

	#add(method: string, route: string, status: number, seconds: number): void {
		// Methods are what a stranger likes; routes and classes of answers are few.
		const known = ['GET', 'POST', 'HEAD'].includes(method) ? method : 'other';
		const key = `${known} ${route}`;
		let series = this.#series.get(key);
		if (!series) {
			series = {
				method: known,
				route,
				counts: new Map(),
				buckets: bounds.map(() => 0),
				sum: 0,
				total: 0
			};
			this.#series.set(key, series);
		}
		const kind = `${Math.floor(status / 100)}xx`;
		series.counts.set(kind, (series.counts.get(kind) ?? 0) + 1);
		series.total += 1;
		series.sum += seconds;
		for (const [place, bound] of bounds.entries()) {
			if (seconds <= bound) series.buckets[place] = (series.buckets[place] ?? 0) + 1;
		}
	}

	/** As Prometheus reads it. */
	text(): string {
		const all = [...this.#series.values()];
		const labels = ({ method, route }: Series) => `method="${method}",route="${quoted(route)}"`;
		return [
			head('lantern_requests_total', 'counter', 'Requests answered by this process.'),
			...all.flatMap((series) =>
				[...series.counts].map(
					([kind, count]) => `lantern_requests_total{${labels(series)},status="${kind}"} ${count}`
				)
			),
			head('lantern_request_seconds', 'histogram', 'How long requests took.'),
			...all.flatMap((series) => [
				...bounds.map(
					(bound, place) =>
						`lantern_request_seconds_bucket{${labels(series)},le="${bound}"} ${series.buckets[place]}`
				),
				`lantern_request_seconds_bucket{${labels(series)},le="+Inf"} ${series.total}`,
				`lantern_request_seconds_sum{${labels(series)}} ${series.sum.toFixed(6)}`,
				`lantern_request_seconds_count{${labels(series)}} ${series.total}`
			]),
			...gauge('lantern_requests_now', 'Requests being answered.', this.#now),
			...gauge('lantern_display_connections', 'Screens connected to this process.', this.displays)
		].join('\n');
	}
}

const quoted = (text: string) =>
	text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const head = (name: string, type: string, help: string) =>
	`# HELP ${name} ${help}\n# TYPE ${name} ${type}`;

/** A figure of now. What is not known is left out, as Prometheus wants it. */
export function gauge(
	name: string,
	help: string,
	value: number | null | undefined | Record<string, number>,
	label = 'kind'
): string[] {
	if (value === null || value === undefined) return [];
	const lines =
		typeof value === 'number'
			? [`${name} ${value}`]
			: Object.entries(value).map(([kind, one]) => `${name}{${label}="${quoted(kind)}"} ${one}`);
	return [head(name, 'gauge', help), ...lines];
}

/** Of this process: sums over everybody, and nobody in them. */
export const metrics = new Metrics();
