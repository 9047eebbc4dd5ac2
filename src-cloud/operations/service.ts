/** How operators see and end a process: its health, its measures, its standing answers. */

export { Metrics } from './metrics.ts';
export { type MetricsServer, serveMetrics } from './metrics-server.ts';
export { Readiness } from './readiness.ts';
export { Streams } from './streams.ts';
