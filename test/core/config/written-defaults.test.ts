import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { httpSettingsOf } from "../../../src/core/config/connection-settings.ts";
import { loadLayers } from "../../../src/core/config/layers.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { defaultMonitoring } from "../../../src/core/config/monitoring.ts";
import {
  writtenGuards,
  writtenHttp,
  writtenMonitoring,
  writtenTls,
} from "../../../src/core/config/written-defaults.ts";
import { defaultHttpSettings } from "../../../src/core/http/settings.ts";
import { stubRegistry, validText } from "./stub-connectors.ts";

const load = (text: string) => loadConfig({ file: "f", text, registry: stubRegistry() });

describe("the defaults as they are shown", () => {
  it("CFG-2 are those that hold: written into the file they change nothing", async () => {
    const bare = validText.replace(", timeout: 30s", "").replace("    concurrency: 4\n", "");
    const http = JSON.stringify({ ...writtenHttp, tls: writtenTls });
    const full = bare
      .replace("subdomain: acme # ours", `subdomain: acme\n    http: ${http}`)
      .replace("    match:", `    guards: ${JSON.stringify(writtenGuards)}\n    match:`)
      .concat(stringify({ monitoring: writtenMonitoring }));
    const [before, after] = [await load(bare), await load(full)];
    expect(after.syncs).toEqual(before.syncs);
    expect([after.monitoring, before.monitoring]).toEqual([defaultMonitoring, defaultMonitoring]);
    const [zdAfter, zdBefore] = [after.connections.get("zd"), before.connections.get("zd")];
    if (zdAfter === undefined || zdBefore === undefined) throw new Error("no connection zd");
    expect({ ...defaultHttpSettings, ...httpSettingsOf(zdAfter) }).toEqual(defaultHttpSettings);
    expect({ ...defaultHttpSettings, ...httpSettingsOf(zdBefore) }).toEqual(defaultHttpSettings);
    expect(zdAfter.http?.tls).toEqual(zdBefore.http?.tls);
  });

  it("CFG-2 are shown where nothing else is said, and nowhere else", async () => {
    const options = { file: "integ.yaml", environment: null, env: {}, flags: [], registry: stubRegistry() };
    const text = `${validText.replace("subdomain: acme", "http: { retry: { cap: 9s } }\n    subdomain: acme")}security: { tls: { minVersion: TLSv1.3 } }\n`;
    const { origins } = await loadLayers({ ...options, text });
    const rows = new Map(origins.entries().map(({ path, value, layer }) => [path, `${value} ${layer}`]));
    expect([
      rows.get("connections.zd.http.timeout"),
      rows.get("connections.zd.http.retry.attempts"),
      rows.get("connections.zd.http.retry.cap"),
      rows.get("syncs.cases.guards.maxDeletes"),
      rows.get("monitoring.longWait"),
      rows.get("security.tls.minVersion"),
    ]).toEqual(["30s default", "5 default", "9s file", "100 default", "5m default", "TLSv1.3 file"]);
    expect(rows.has("connections.zd.http.tls.minVersion")).toBe(false);
    // They stand at the connections themselves.
    expect(rows.get("connections.zd.concurrency")).toBe("4 file");
    expect(rows.has("connections.zd.http.concurrency")).toBe(false);
    expect(rows.has("connections.sf.http.timeout")).toBe(false);
  });
});
