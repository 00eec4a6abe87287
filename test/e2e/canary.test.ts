// No secret is left anywhere but in the vault, and the search for it would find one. Every end-to-end test searches
// when it stops; here a vendor does its worst, and leaks are planted.
import { generateKeyPairSync } from "node:crypto";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formsOf, sweep } from "../secret-sweep.ts";
import { collect, openWorkshop } from "./commands/workshop.ts";
import { freePort, openPair, type Pair, pause, sampleCases, until } from "./pair.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

describe("a vendor that repeats our credentials in what it says", () => {
  it("OPS-8 finds them nowhere: not in dead letters, output, logs, plans, backups or error reports", async () => {
    const pair = await openPair(sampleCases(3));
    try {
      await pair.run(["sync"]);
      // Zendesk's own, the one that is sent to it: 64 hexadecimal digits, made before the one that renews it.
      const tokens = pair.canary.random.made.filter((made) => /^[0-9a-f]{64}$/.test(made)).slice(0, 1);
      expect(tokens).toHaveLength(1);
      const echo = (token: string): string =>
        `Session Bearer ${token} (${encodeURIComponent(token)}) may not do this`;
      for (const token of tokens) {
        await pair.fault({
          vendor: "zendesk",
          kind: "status",
          status: 422,
          code: "RecordInvalid",
          message: echo(token),
          match: { method: "PUT" },
        });
      }
      const [first] = await pair.cases();
      await pair.editCase(first?.Id ?? "", { Subject: "Refused" });
      const commands = [
        ["sync", "--log-level", "debug"],
        ["dlq", "list", "--json"],
        ["dlq", "list"],
        ["status", "--json"],
        ["health", "--json"],
        ["history", first?.Id ?? "", "--json"],
        ["sync", "plan", "--out", "plan.json"],
        ["config", "show", "--json"],
        ["secrets", "list", "--json"],
        ["audit", "export", "audit.jsonl"],
        ["backup"],
      ];
      for (const args of commands) await pair.run(args);
      const { document } = await pair.json(["dlq", "list"]);
      expect(JSON.stringify(document)).toContain("may not do this");
    } finally {
      await pair.stop();
    }
  });
});

const Properties = z.object({ records: z.array(z.object({ value: z.string() })) });

describe("ServiceNow", () => {
  it("OPS-8 has its secrets nowhere but in the vault: password, keys, what its business rule signs with", async () => {
    const shop = await openWorkshop();
    const { canary } = shop;
    try {
      const lines = privateKey.split("\n").filter((line) => line.length === 64);
      for (const value of lines) canary.record("line of the private key", value);
      await shop.control("POST", "/settings", { servicenow: { jwtPublicKey: publicKey } });
      await shop.writeConfig(threeWaysIn(shop.sandbox.urls.servicenow, await freePort()));
      const signIns = ["by-password", "by-key", "by-jwt"].flatMap((name) => [
        ["connect", "servicenow", "--name", name],
        ["connections", "test", name, "--log-level", "debug"],
      ]);
      await shop.prepare([["init", "--insecure-key-file"], ...signIns], {
        INTEG_SERVICENOW_PRIVATE_KEY: privateKey,
      });
      const daemon = shop.start(["daemon", "--log-level", "debug"]);
      const ended = collect(daemon);
      await until(async () => {
        const answer = await shop.control("GET", "/servicenow/tables/sys_properties");
        const { records } = Properties.parse(answer);
        for (const { value } of records) canary.record("secret of the business rule", value);
        return records.length > 0 ? [] : ["no business rule yet"];
      });
      daemon.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0 });
      await shop.prepare([["config", "show", "--json"], ["audit", "export", "audit.jsonl"], ["backup"]]);
    } finally {
      await shop.stop();
    }
  });
});

const threeWaysIn = (baseUrl: string, port: number): string => `connections:
  by-password: { connector: servicenow, baseUrl: "${baseUrl}", auth: basic }
  by-key: { connector: servicenow, baseUrl: "${baseUrl}", auth: api-key, push: [], keyFields: { u_request: u_integ_key } }
  by-jwt: { connector: servicenow, baseUrl: "${baseUrl}", auth: jwt-bearer, subject: integration@sandbox.example }
syncs:
  requests:
    left: { connection: by-password, object: incident }
    right: { connection: by-key, object: u_request }
    fields: [{ left: short_description, right: u_title }]
server: { listen: "127.0.0.1:${port}", publicUrl: "http://127.0.0.1:${port}" }
`;

/** Throws out of band what is sent to sign in: an error of a socket may name it just so. */
const crashing = `
  import net from "node:net";
  const { write } = net.Socket.prototype;
  net.Socket.prototype.write = function (chunk, ...more) {
    const [, token] = /^authorization: \\S+ (\\S+)/im.exec(String(chunk)) ?? [];
    if (token !== undefined) setImmediate(() => { throw new Error("the socket failed at " + token); });
    return write.call(this, chunk, ...more);
  };`;

describe("a crash that names a credential", () => {
  it("OPS-8 is reported without it", async () => {
    const pair = await openPair(sampleCases(1));
    try {
      const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crashing)}` };
      for (const flags of [[], ["--json"], ["--log-level", "debug"]]) {
        const { code, stdout, stderr } = await pair.run(["connections", "test", "zd", ...flags], env);
        expect([code, stdout + stderr]).toEqual([
          70,
          expect.stringContaining("the socket failed at [hidden]"),
        ]);
      }
    } finally {
      await pair.stop();
    }
  });
});

describe("a planted leak", () => {
  const plants: Readonly<Record<string, (pair: Pair, secret: string) => Promise<unknown>>> = {
    "in a file of the state directory, in hex": (pair, secret) =>
      writeFile(join(pair.dir, "state", "core.1"), Buffer.from(secret).toString("hex")),
    "in the database": async (pair, secret) => {
      await pair.editCase((await pair.cases())[0]?.Id ?? "", { Subject: `Note ${secret}` });
      await pair.run(["sync"]);
    },
    "in the configuration, in base64 behind a user's name": (pair, secret) =>
      appendFile(
        join(pair.dir, "integ.yaml"),
        `# Basic ${Buffer.from(`someone:${secret}`).toString("base64")}\n`,
      ),
    "on a command line": async (pair, secret) => {
      const child = pair.start(["daemon", "--log-level", "warn", "--override", `connections.sf.x=${secret}`]);
      await new Promise((done) => child.once("close", done));
    },
    "in what is printed, escaped for an address": (pair, secret) =>
      pair.run(["history", `?token=${encodeURIComponent(secret)}`]),
  };

  it.each(Object.entries(plants))("OPS-8 %s is found", async (_where, plant) => {
    const pair = await openPair(sampleCases(1));
    const secret = "only for this/run+é=42";
    pair.canary.record("planted secret", secret);
    await plant(pair, secret);
    await expect(pair.stop()).rejects.toThrow(/^Secrets leaked: the planted secret is in /);
  });

  it("OPS-8 in the environment of a process is found, unless the operator put it there", async () => {
    const pair = await openPair(sampleCases(1));
    pair.canary.record("planted secret", "an-inherited-secret");
    const daemon = pair.start(["daemon"], { SOMETHING: "an-inherited-secret" });
    await until(async () => (daemon.pid === undefined ? ["not started"] : []));
    await pause(300);
    await pair.stop();

    const other = await openPair(sampleCases(1));
    other.canary.record("planted secret", other.dir);
    await expect(other.stop()).rejects.toThrow(/Secrets leaked: /);
  });
});

describe("the search", () => {
  it.each(["a", "ab", "abc", "abcd"])(
    "OPS-8 finds a secret in base64 wherever it begins: after %s",
    (before) => {
      const secret = { name: "secret", value: "hunter2-hunter2!" };
      for (const encoding of ["base64", "base64url", "hex"] as const) {
        const bytes = Buffer.from(Buffer.from(`${before}${secret.value}after`).toString(encoding));
        expect(sweep([{ name: "x", bytes }], [secret])).not.toEqual([]);
      }
    },
  );

  it("OPS-8 takes no other text for one", () => {
    const bytes = Buffer.from([...formsOf("hunter2-hunter2!").values()].join(" "));
    expect(sweep([{ name: "x", bytes }], [{ name: "secret", value: "hunter3-hunter3!" }])).toEqual([]);
  });
});
