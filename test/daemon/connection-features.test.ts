import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ConnectionSettings } from "../../src/core/config/types.ts";
import type { Action } from "../../src/core/contract/actions.ts";
import type { Connection, ObjectPort } from "../../src/core/contract/connector.ts";
import { withFeatures } from "../../src/daemon/connection-features.ts";
import { stubConnector } from "../core/config/stub-connectors.ts";

const connector = stubConnector("stub", ["thing"], z.looseObject({ connector: z.string() }));
const settings = (features: ConnectionSettings["features"]): ConnectionSettings => ({
  name: "sf",
  connectorId: "stub",
  connector,
  config: { connector: "stub" },
  timeoutMs: null,
  concurrency: null,
  ...(features === undefined ? {} : { features }),
});

/** With a private member, as real ones have, and one that is not in the contract. */
class Live {
  readonly name = "sf";
  readonly manifest = connector.manifest;
  readonly #calls: string[] = [];
  readonly webhooks = { ensure: async () => undefined, receive: async () => [] };
  account = async (): Promise<string> => "org";
  extra(): number {
    return this.#calls.length;
  }
  object(name: string): ObjectPort {
    const note = (what: string) => async () => {
      this.#calls.push(`${what} ${name}`);
      return [];
    };
    const port = { create: note("create"), update: note("update"), delete: note("delete"), feeds: [] };
    return port as unknown as ObjectPort;
  }
}
const live = (): Connection & Live => new Live() as unknown as Connection & Live;

describe("withFeatures", () => {
  it("CFG-9 leaves a connection with everything on as it is", () => {
    const connection = live();
    expect(withFeatures(connection, settings(undefined))).toBe(connection);
    expect(withFeatures(connection, settings({ writes: true, webhooks: true, comments: false }))).toBe(
      connection,
    );
  });

  it("CFG-9 refuses writes where they are off, and sends none", async () => {
    const connection = live();
    const limited = withFeatures(connection, settings({ writes: false }));
    const port = limited.object("thing", []);
    for (const write of [() => port.create([]), () => port.update([]), () => port.delete([])])
      expect(write).toThrow(expect.objectContaining({ code: "E_FEATURE_OFF", connection: "sf" }));
    expect(connection.extra()).toBe(0);
    expect(port.feeds).toEqual([]);
    expect(await limited.account()).toBe("org");
    expect(limited.webhooks).toBeDefined();
  });

  it("CFG-9 refuses actions that change something where writes are off, and lets the others read", async () => {
    const ask = { requestKey: "K", signal: new AbortController().signal };
    const act = (effect: Action["effect"]) =>
      ({ id: effect, effect, run: async () => effect }) as unknown as Action;
    const actions = (["read", "repeatable", "once"] as const).map(act);
    const connection = Object.assign(live(), { actions });
    const limited = withFeatures(connection, settings({ writes: false })).actions ?? [];
    const ended = await Promise.allSettled(limited.map((action) => action.run({}, ask)));
    expect(ended).toEqual([
      { status: "fulfilled", value: "read" },
      { status: "rejected", reason: expect.objectContaining({ code: "E_FEATURE_OFF" }) },
      { status: "rejected", reason: expect.objectContaining({ code: "E_FEATURE_OFF" }) },
    ]);
    expect(limited.map((action) => action.refused?.().code)).toEqual([
      undefined,
      "E_FEATURE_OFF",
      "E_FEATURE_OFF",
    ]);
    expect(withFeatures(connection, settings({ deletes: false })).actions).toBe(actions);
  });

  it("CFG-9 refuses deletes alone where only they are off", async () => {
    const connection = live();
    const port = withFeatures(connection, settings({ deletes: false })).object("thing", []);
    await port.update([]);
    expect(() => port.delete([])).toThrow(expect.objectContaining({ code: "E_FEATURE_OFF" }));
    expect(connection.extra()).toBe(1);
  });

  it("CFG-9 hides webhooks, and keeps what goes beyond the contract", () => {
    const connection = live();
    const deaf = withFeatures(connection, settings({ webhooks: false }));
    expect(deaf.webhooks).toBeUndefined();
    expect("webhooks" in deaf).toBe(false);
    expect((deaf as Connection & Live).extra()).toBe(0);
  });
});
