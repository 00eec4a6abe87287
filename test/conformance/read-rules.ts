// Rules for what a connector tells about itself and its objects, and for reading.
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/contract/errors.ts";
import { hasObject } from "../../src/core/contract/objects.ts";
import {
  createRecord,
  createRecords,
  idsOf,
  lookUntil,
  openPort,
  readRecord,
  runningCapabilities,
} from "./bench.ts";
import type { Bench } from "./subject.ts";

const utcTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export function describeReads(bench: Bench): void {
  describe("declares itself", () => {
    it("BAS-2 proves sign-in and says who it is and which API version it speaks", async () => {
      const { connection } = bench.subject();
      const result = await connection.check();
      expect(result.identity).not.toBe("");
      expect(connection.manifest.apiVersions).toContain(result.apiVersion);
      if (result.expiresAt !== null) expect(result.expiresAt).toMatch(utcTime);
    });

    it("BAS-4 has a manifest that names versions, sign-in methods, objects and limits", () => {
      const { manifest } = bench.subject().connection;
      expect(hasObject(manifest, bench.subject().object)).toBe(true);
      expect(manifest.auth.length).toBeGreaterThan(0);
      for (const method of manifest.auth) expect(method.steps.length).toBeGreaterThan(0);
      for (const rule of Object.values(manifest.limits)) expect(rule.capacity).toBeGreaterThan(0);
    });

    it("BAS-4 runs with the capabilities it declares", () => {
      const running = runningCapabilities(bench);
      // The configuration may name another field for the key, not take it away.
      const { correlationField, ...declared } = bench.capabilities;
      expect(running).toMatchObject(declared);
      expect(running.correlationField === null).toBe(correlationField === null);
    });

    it("BAS-2 has a webhook port exactly when it declares pushes", () => {
      const { connection } = bench.subject();
      expect(connection.webhooks !== undefined).toBe(connection.manifest.capabilities.pushes);
    });

    it("BAS-2 refuses an object it does not know as a configuration error", async () => {
      const { connection } = bench.subject();
      // Where any such name may be one, only the vendor can tell.
      const use = async () => connection.object("no_such_object", []).describe();
      await expect(use()).rejects.toThrow(ConfigError);
      expect(hasObject(connection.manifest, "no such object")).toBe(false);
      expect(() => connection.object("no such object", [])).toThrow(ConfigError);
    });

    it("BAS-2 refuses a field the vendor does not know as a configuration error", async () => {
      const { connection, object, fields, absentIds } = bench.subject();
      const use = async () => {
        const port = connection.object(object, [...fields, "no_such_field"]);
        await port.describe();
        await port.read(absentIds);
      };
      await expect(use()).rejects.toThrow(ConfigError);
    });

    it("BAS-2 describes every mapped field, and those it creates as creatable", async () => {
      const { fields, object } = bench.subject();
      const description = await openPort(bench).describe();
      expect(description.name).toBe(object);
      const byName = new Map(description.fields.map((field) => [field.name, field]));
      expect(fields.filter((field) => !byName.has(field))).toEqual([]);
      for (const field of Object.keys(bench.freshValues())) expect(byName.get(field)?.creatable).toBe(true);
    });

    it("BAS-2 gives values for every field a create requires", async () => {
      const description = await openPort(bench).describe();
      const given = Object.keys(bench.freshValues());
      const required = description.fields.filter((field) => field.required).map((field) => field.name);
      expect(required.filter((field) => !given.includes(field))).toEqual([]);
    });
  });

  describe("reads", () => {
    it("BAS-2 leaves ids the vendor does not know out of the answer", async () => {
      const { id } = await createRecord(bench);
      const { absentIds } = bench.subject();
      const found = await openPort(bench).read([...absentIds, id]);
      expect([...found.keys()]).toEqual([id]);
    });

    it("BAS-2 reads nothing when asked for nothing", async () => {
      expect((await openPort(bench).read([])).size).toBe(0);
    });

    it("BAS-2 returns what was written, with UTC times of the declared grain and the correlation key", async () => {
      const { id, key, values } = await createRecord(bench);
      const { timePrecisionMs, correlationField } = runningCapabilities(bench);
      const record = await readRecord(openPort(bench), id);
      expect(record).toMatchObject({ id, deleted: false });
      expect(record.fields).toMatchObject(values);
      expect(record.version).not.toBe("");
      expect(record.modifiedAt).toMatch(utcTime);
      expect(Date.parse(record.modifiedAt) % timePrecisionMs).toBe(0);
      expect(record.correlationKey).toBe(correlationField === null ? null : key);
    });

    it("BAS-2 returns every mapped field, blank ones as null, and no others", async () => {
      const { id } = await createRecord(bench);
      const record = await readRecord(openPort(bench), id);
      expect(Object.keys(record.fields).sort()).toEqual([...bench.subject().fields].sort());
    });

    it("BAS-2 scans every live record exactly once and no deleted one", async () => {
      const port = openPort(bench);
      const made = await createRecords(bench, 7);
      const [doomed, ...kept] = made.map((record) => record.id);
      idsOf(await port.delete([doomed ?? ""]));
      const look = async () => {
        const seen: string[] = [];
        for await (const page of port.scan()) seen.push(...page.map((record) => record.id));
        return seen;
      };
      const complete = (seen: string[]) =>
        kept.every((id) => seen.includes(id)) && !seen.includes(doomed ?? "");
      const seen = await lookUntil(bench.subject().feedLagMs, look, complete);
      expect(seen.length).toBe(new Set(seen).size);
      expect(kept.filter((id) => !seen.includes(id))).toEqual([]);
      expect(seen).not.toContain(doomed);
    });

    it("BAS-2 finds records by the fields it calls searchable", async () => {
      const { textField } = bench.subject();
      const port = openPort(bench);
      if (!port.searchableFields.includes(textField)) {
        await expect(port.findByField(textField, ["x"])).rejects.toThrow(ConfigError);
        return;
      }
      const { id, values } = await createRecord(bench);
      const value = String(values[textField]);
      const look = () => port.findByField(textField, [value, "nobody has this text"]);
      const { lookupLagMs } = runningCapabilities(bench);
      const found = await lookUntil(lookupLagMs + 1000, look, (seen) => (seen.get(value) ?? []).length > 0);
      expect(found.get(value)?.map((record) => record.id)).toEqual([id]);
      expect(found.get("nobody has this text") ?? []).toEqual([]);
    });
  });
}
