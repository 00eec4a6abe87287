// The defaults that are filled in after the schemas, as an operator would write them: what `config show` shows.

type Written = Readonly<Record<string, unknown>>;

export const writtenGuards: Written = {
  maxDeletes: 100,
  maxDeleteShare: "10%",
  deleteHold: "30s",
  maxFirstCreates: 1000,
  maxFlips: 10,
  flipWindow: "10m",
};

export const writtenMonitoring: Written = {
  lateAfter: "30s",
  stuckAfter: "1m",
  longWait: "5m",
  deadLetters: 0,
  conflicts: 0,
};

export const writtenHttp: Written = {
  timeout: "30s",
  connectTimeout: "10s",
  concurrency: 8,
  retry: { attempts: 5, base: "250ms", cap: "20s", maxWait: "1m" },
  breaker: { failures: 5, open: "10s" },
  reserve: "10%",
  maxResponse: "32MB",
};

export const writtenTls: Written = { minVersion: "TLSv1.2" };

/** Checked data with these defaults where nothing is said. */
export function withWrittenDefaults(data: Written): Written {
  const security = mapAt(data, "security");
  return {
    ...data,
    connections: eachOf(mapAt(data, "connections"), (settings) => withHttp(settings, security)),
    syncs: eachOf(mapAt(data, "syncs"), (sync) => ({
      ...sync,
      guards: { ...writtenGuards, ...mapAt(sync, "guards") },
    })),
    monitoring: { ...writtenMonitoring, ...mapAt(data, "monitoring") },
  };
}

/** What stands at the connection itself, or for all of them, is no default. */
function withHttp(settings: Written, security: Written): Written {
  const given = mapAt(settings, "http");
  const known = Object.entries(writtenHttp).filter(([key]) => settings[key] === undefined);
  const defaults = Object.fromEntries(known);
  const tls = {
    ...(mapAt(security, "tls").minVersion === undefined ? writtenTls : {}),
    ...mapAt(given, "tls"),
  };
  const nested = Object.fromEntries(
    ["retry", "breaker"].map((key) => [key, { ...mapAt(writtenHttp, key), ...mapAt(given, key) }]),
  );
  return { ...settings, http: { ...defaults, ...given, ...nested, tls } };
}

function mapAt(data: Written, key: string): Written {
  const value = data[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const eachOf = (data: Written, change: (value: Written) => Written): Written =>
  Object.fromEntries(Object.keys(data).map((name) => [name, change(mapAt(data, name))]));
