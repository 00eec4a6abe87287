// What an operator gets wrong: the configuration, a credential, a database from the future. Each is told in one go.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { collect } from "./commands/workshop.ts";
import { openPair, type Pair, sampleCases, storeFileOf } from "./pair.ts";

const commands = [["sync"], ["daemon"], ["health"]] as const;

let pair: Pair;
let config: string;
beforeAll(async () => {
  pair = await openPair(sampleCases(2), { synced: true });
  config = await pair.readConfig();
});
afterAll(() => pair.stop());

interface Mistake {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** A part of the wrong line, from which line and column are counted. */
  readonly at: string;
  readonly says: RegExp;
}

const left = "left: { connection: sf,";
const mistakes: readonly Mistake[] = [
  {
    name: "an unknown key",
    from: "    fields:\n",
    to: '    scheduel: "*/5 * * * *"\n    fields:\n',
    at: "scheduel",
    says: /unknown key "scheduel" — did you mean "schedule"\?/,
  },
  {
    name: "a wrong type",
    from: "    fields:\n",
    to: "    realtime: sometimes\n    fields:\n",
    at: "sometimes",
    says: /true or false/,
  },
  {
    name: "a connection that is not there",
    from: left,
    to: "left: { connection: sff,",
    at: "sff,",
    says: /no connection "sff" — did you mean "sf"\?/,
  },
  {
    name: "an object that is not there",
    from: "object: ticket ",
    to: "object: tickets ",
    at: "tickets }",
    says: /no object "tickets".* — did you mean "ticket"\?/,
  },
  {
    name: "a bad cron expression",
    from: "    fields:\n",
    to: '    schedule: "*/5 * 32 * *"\n    fields:\n',
    at: '"*/5',
    says: /32/,
  },
  {
    name: "a tab",
    from: "  cases:\n",
    to: "\tcases:\n",
    at: "\tcases",
    says: /tab/i,
  },
];

function placeOf(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** Runs every command on the configuration and expects the same refusal of each. */
async function expectRefused(text: string, place: string, says: RegExp): Promise<void> {
  await pair.writeConfig(text);
  onTestFinished(() => pair.writeConfig(config));
  const answers = await Promise.all(commands.map((command) => pair.json(command)));
  for (const { run, document } of answers) {
    expect(run.code).toBe(78);
    const { code, problems } = document.error as {
      code: string;
      problems: { line: number; column: number }[];
    };
    expect(code).toBe("E_CONFIG_INVALID");
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toContain(place);
    const line = run.stderr
      .split("\n")
      .find((one) => one.includes(`${join(pair.dir, "integ.yaml")}:${place}: `));
    expect(line).toMatch(says);
  }
}

describe("a wrong configuration", () => {
  it.each(mistakes)(
    "CFG-8 gives file, line and column for $name, with exit 78, in every command",
    async (mistake) => {
      const text = config.replace(mistake.from, mistake.to);
      await expectRefused(text, placeOf(text, mistake.at), mistake.says);
    },
  );

  it("CFG-8 says what is missing of an empty file, with exit 78, in every command", async () => {
    await expectRefused("", "1:1", /empty/);
  });

  it("CFG-8 has every mistake of a file in one answer", async () => {
    const text = [mistakes[0], mistakes[2], mistakes[3]].reduce(
      (sum, one) => sum.replace(one?.from ?? "", one?.to ?? ""),
      config,
    );
    await pair.writeConfig(text);
    onTestFinished(() => pair.writeConfig(config));
    const { document } = await pair.json(["sync"]);
    expect(document.error).toMatchObject({ problems: [{}, {}, {}] });
  });
});

describe("a connection that reaches another account", () => {
  it.each([[["sync", "record", "cases", "500Hs0000000001IAA"]], [["sync", "plan", "cases"]], [["sync"]]])(
    "SFM-9 `%s` refuses it, and nothing is written there",
    async (args) => {
      onTestFinished(() => pair.writeConfig(config));
      const [first] = await pair.cases();
      await pair.editCase(first?.Id ?? "", { Subject: "Meant for the first account" });
      const before = (await pair.writes()).length;
      await pair.writeConfig(config.replace(/(zd: .*)127\.0\.0\.1/, "$1localhost"));
      const run = await pair.run([...args, "--json"]);
      expect([run.code, JSON.parse(run.stdout).error.code]).toEqual([78, "E_ACCOUNT_CHANGED"]);
      expect(await pair.writes()).toHaveLength(before);
    },
  );
});

describe("a credential the vendor refuses", () => {
  it("BAS-3 OPS-1 ends a sync with 77 and the command that mends it, for Salesforce", async () => {
    const server = await refusingServer();
    const url = addressOf(server);
    onTestFinished(async () => {
      server.close();
      await pair.writeConfig(config);
    });
    await pair.writeConfig(config.replace(pair.sandbox.salesforceUrl, url));
    await pair.fault({ vendor: "salesforce", kind: "expire-tokens" });
    const { run, document } = await pair.json(["sync"]);
    expect(run.code).toBe(77);
    expect(document).toMatchObject({ error: { code: "E_AUTH_REJECTED", connection: "sf" } });
    expect(run.stderr).toContain("`integ connect sf`");
    expect(run.stdout + run.stderr).not.toContain(pair.credentials.INTEG_SALESFORCE_CLIENT_SECRET);
  });

  it("BAS-3 OPS-1 names that command for a Zendesk token that was switched off, and it mends it", async () => {
    const connect = ["connect", "zendesk", "--name", "zd2", "--auth", "api-token"];
    const settings = ["--base-url", pair.sandbox.zendeskUrl];
    const token = {
      INTEG_ZENDESK_API_TOKEN: pair.canary.credentials.apiToken,
      INTEG_ZENDESK_EMAIL: "integration@sandbox.example",
    };
    expect(await pair.run([...connect, ...settings], token)).toMatchObject({ code: 0 });
    onTestFinished(() => pair.writeConfig(config));
    const text = await pair.readConfig();
    await pair.writeConfig(text.replace("connection: zd,", "connection: zd2,"));
    await pair.settings({ zendesk: { apiTokens: false } });
    const { run, document } = await pair.json(["sync"]);
    expect([run.code, document.error]).toMatchObject([77, { code: "E_AUTH_REJECTED", connection: "zd2" }]);
    expect(run.stderr).toContain("`integ connect zd2`");
    await pair.settings({ zendesk: { apiTokens: true } });
    expect(await pair.run(["connect", "zd2"], token)).toMatchObject({ code: 0 });
    const mended = await pair.run(["sync"]);
    expect(mended.code, mended.stderr).toBe(0);
  });
});

describe("a database from a newer version", () => {
  it("OPS-5 is refused with 78 by every command and stays as it is, byte for byte", async () => {
    const file = storeFileOf(pair);
    setVersion(file, 99);
    onTestFinished(() => setVersion(file, 1));
    const before = await fingerprint(file);
    const all = [...commands, ["status"], ["dlq", "list"], ["replay-dlq", "--all"], ["sync", "plan"]];
    for (const command of all) {
      const { code, stderr, stdout } = await collect(pair.start([...command, "--json"]));
      expect([command, code, JSON.parse(stdout).error.code]).toEqual([command, 78, "E_STORE_NEWER"]);
      expect(stderr).toContain("schema 99");
    }
    expect(await fingerprint(file)).toEqual(before);
  });
});

function setVersion(file: string, version: number): void {
  const db = new Database(file);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.pragma(`user_version = ${version}`);
  db.close();
}

/** The hash of the database and the names beside it. */
async function fingerprint(file: string) {
  const hash = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  return { hash, files: (await readdir(dirname(file))).sort() };
}

/** A sign-in server that knows nobody: RFC 6749, section 5.2. */
async function refusingServer(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: "invalid_client", error_description: "invalid client credentials" }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return `http://127.0.0.1:${address.port}`;
}
