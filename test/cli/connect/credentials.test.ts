// Where `integ connect` gets settings and credentials from, and that a trial leaves nothing behind.
import { describe, expect, it } from "vitest";
import { gatherCredentials } from "../../../src/cli/connect/ask-credentials.ts";
import { findTarget, type WrittenConnections } from "../../../src/cli/connect/connect-target.ts";
import { stageSecrets } from "../../../src/cli/connect/staged-secrets.ts";
import type { Prompts } from "../../../src/cli/prompts.ts";
import { createRegistry } from "../../../src/core/connectors/registry.ts";
import type { AuthMethod } from "../../../src/core/contract/sign-in.ts";
import type { SecretStore } from "../../../src/core/secrets/secret-store.ts";

const method: AuthMethod = {
  id: "client-credentials",
  title: "Client credentials",
  fields: [
    { name: "clientId", label: "Key", secret: false, env: "KEY", required: true },
    { name: "clientSecret", label: "Secret", secret: true, env: "SECRET", required: true },
  ],
  steps: ["Create it."],
};

function answering(answers: readonly string[]): Prompts {
  const left = [...answers];
  const next = async (): Promise<string> => left.shift() ?? "";
  const refuse = async (): Promise<never> => {
    throw new Error("not asked here");
  };
  return { available: true, text: next, secret: next, confirm: refuse, select: refuse };
}

const nobody: Prompts = { ...answering([]), available: false };
const request = {
  method,
  env: {},
  prompts: nobody,
  stored: new Map(),
  configured: new Set<string>(),
  piped: null,
  onAsk: () => {},
};

function memorySecrets(start: Readonly<Record<string, string>>): {
  store: SecretStore;
  values: Map<string, string>;
} {
  const values = new Map(Object.entries(start));
  const description = {
    source: "environment",
    backend: "",
    warning: null,
    vaultFile: "",
    keyId: "",
  } as const;
  const store: SecretStore = {
    describe: () => description,
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, value),
    setAll: async (all) => {
      for (const [name, value] of all) values.set(name, value);
    },
    facts: async () => [],
    delete: async (name) => values.delete(name),
    list: async () => [...values.keys()],
    close: () => undefined,
  };
  return { store, values };
}

describe("credentials", () => {
  it("OPS-1 come from the environment and standard input without a question", async () => {
    const values = await gatherCredentials({ ...request, env: { KEY: "k" }, piped: "s" });
    expect([...values]).toEqual([
      ["clientId", "k"],
      ["clientSecret", "s"],
    ]);
  });

  it("OPS-1 that are missing are named all at once when nobody can be asked", async () => {
    const refused = gatherCredentials(request);
    await expect(refused).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringMatching(/KEY.*SECRET/),
    });
  });

  it("that are stored stay as they are without a question nobody can answer", async () => {
    const stored = new Map([
      ["clientId", "k"],
      ["clientSecret", "s"],
    ]);
    expect((await gatherCredentials({ ...request, stored })).size).toBe(0);
  });

  it("are asked for after the steps at the vendor; an empty secret keeps the stored one", async () => {
    const told: string[] = [];
    const stored = new Map([["clientSecret", "old"]]);
    const prompts = answering(["new-key", ""]);
    const values = await gatherCredentials({ ...request, prompts, stored, onAsk: () => told.push("steps") });
    expect([told, [...values]]).toEqual([["steps"], [["clientId", "new-key"]]]);
  });

  it("on trial hide what the old ones brought, and reach the store only by commit", async () => {
    const { store, values } = memorySecrets({
      "sf/clientId": "k",
      "sf/clientSecret": "old",
      "sf/accessToken": "old-token",
      "sf/refreshToken": "of-another-sign-in",
      "sf/signingSecret": "of-no-sign-in",
    });
    const staged = stageSecrets(store, {
      connection: "sf",
      fieldNames: ["clientId", "clientSecret"],
      fresh: new Map([["clientSecret", "new"]]),
      obsolete: ["clientId", "clientSecret", "accessToken", "refreshToken"],
    });
    expect(
      await Promise.all(
        ["clientId", "clientSecret", "accessToken"].map((name) => staged.store.get(`sf/${name}`)),
      ),
    ).toEqual(["k", "new", null]);
    await staged.store.set("sf/accessToken", "new-token");
    expect(values.get("sf/clientSecret")).toBe("old");
    expect(await staged.commit()).toEqual(["sf/clientSecret", "sf/accessToken"]);
    expect(Object.fromEntries(values)).toEqual({
      "sf/clientId": "k",
      "sf/clientSecret": "new",
      "sf/accessToken": "new-token",
      "sf/signingSecret": "of-no-sign-in",
    });
    expect(await staged.commit()).toEqual([]);
  });
});

describe("the connection meant", () => {
  const load = async (): Promise<never> => {
    throw new Error("not loaded here");
  };
  const registry = createRegistry({ entries: { salesforce: load, zendesk: load } });
  const of = (...names: readonly string[]): WrittenConnections =>
    new Map(names.map((name) => [name, { connector: "zendesk", subdomain: name }]));
  const find = (typed: string, name: string | undefined, connections: WrittenConnections) =>
    findTarget(typed, name, connections, registry).name;

  it("is the connector's only one, the one named, or a new one", () => {
    expect(find("zendesk", undefined, of())).toBe("zendesk");
    expect(find("zendesk", undefined, of("acme"))).toBe("acme");
    expect(find("acme", undefined, of("acme"))).toBe("acme");
    expect(find("zendesk", undefined, of("acme", "beta"))).toBe("zendesk");
    expect(find("zendesk", "third", of("acme"))).toBe("third");
  });

  it("is never one of another connector", () => {
    expect(() => findTarget("salesforce", "acme", of("acme"), registry)).toThrow(
      /acme is a zendesk connection/,
    );
  });
});
