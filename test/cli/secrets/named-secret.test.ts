// Storing and removing one credential by its name: what no connection knows is refused, what one uses stays.
import { describe, expect, it } from "vitest";
import { refuseUnknownSecret, removeSecret } from "../../../src/cli/secrets/named-secret.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { builtinConnectors, createRegistry } from "../../../src/core/connectors/registry.ts";
import type { SecretStore } from "../../../src/core/secrets/secret-store.ts";

const text = `
connections:
  sf: { connector: salesforce, loginUrl: "https://acme.my.salesforce.com" }
  zd:
    connector: zendesk
    subdomain: acme
    http: { proxy: { url: "http://proxy.example:3128", secret: proxy } }
syncs: {}
`;
const registry = createRegistry({ entries: builtinConnectors });
const loaded = (more = "") => loadConfig({ file: "integ.yaml", text: text + more, registry });

/** A store of names; whatever else is asked of it is a fault. */
function storeOf(...names: string[]) {
  const kept = new Set(names);
  const store = { list: async () => [...kept], delete: async (name: string) => kept.delete(name) };
  return { kept, store: store as unknown as SecretStore };
}
const agree = async (): Promise<void> => undefined;

describe("a credential that is stored", () => {
  it.each(["sf/clientSecret", "sf/privateKey", "zd/apiToken", "zd/proxy"])(
    "OPS-8 may be one that a connection can ask for: %s",
    async (name) => {
      const config = await loaded();
      expect(() => refuseUnknownSecret(config, [], name)).not.toThrow();
    },
  );

  it("OPS-8 is refused under a name that no connection knows, with the names there are", async () => {
    const config = await loaded();
    expect(() => refuseUnknownSecret(config, [], "sf/clentSecret")).toThrow(
      expect.objectContaining({
        code: "E_USAGE",
        message: "No connection in integ.yaml knows the secret sf/clentSecret",
        hint: expect.stringMatching(
          /^Did you mean sf\/clientSecret\? Known: sf\/clientId, sf\/clientSecret, sf\/privateKey, zd\/.*zd\/proxy.*--force/,
        ),
      }),
    );
    expect(() => refuseUnknownSecret(config, [], "sf/proxy")).toThrow();
    expect(() => refuseUnknownSecret(config, ["old/token"], "old/token")).toThrow();
  });

  it("OPS-8 may be one of a connection that is there already", async () => {
    const config = await loaded();
    expect(() => refuseUnknownSecret(config, ["sf/refreshToken"], "sf/refreshToken")).not.toThrow();
  });
});

describe("a credential that is removed", () => {
  it.each(["old/clientSecret", "zd/apiToken", "sf/clentSecret", "sf/privateKey"])(
    "OPS-8 may be one that nothing uses: %s",
    async (name) => {
      const { kept, store } = storeOf(name, "sf/clientSecret");
      const document = await removeSecret(await loaded(), store, name, agree);
      expect([document.name, [...kept]]).toEqual([name, ["sf/clientSecret"]]);
    },
  );

  it.each(["sf/clientSecret", "sf/refreshToken", "sf/accessToken", "zd/webhookSecret", "zd/proxy"])(
    "OPS-8 stays while its connection uses it: %s",
    async (name) => {
      const { kept, store } = storeOf(name);
      await expect(removeSecret(await loaded(), store, name, agree)).rejects.toMatchObject({
        code: "E_USAGE",
        hint: expect.stringContaining(`integ connections remove ${name.slice(0, 2)}`),
      });
      expect([...kept]).toEqual([name]);
    },
  );

  it("OPS-8 that is not there is refused with what is, and one stays that a person keeps after all", async () => {
    const { kept, store } = storeOf("old/clientSecret");
    const config = await loaded();
    await expect(removeSecret(config, store, "old/token", agree)).rejects.toMatchObject({
      code: "E_NOT_FOUND",
      hint: "Stored: old/clientSecret.",
    });
    const refuse = () => Promise.reject(new Error("no"));
    await expect(removeSecret(config, store, "old/clientSecret", refuse)).rejects.toThrow("no");
    expect([...kept]).toEqual(["old/clientSecret"]);
  });
});
