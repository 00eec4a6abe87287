// Accounts, comments and files beside the cases: through the built CLI, between both sandboxed systems.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, isCopyOf, openPair, type Pair, sampleCases, until } from "./pair.ts";

let pair: Pair;
let daemon: Daemon;
beforeAll(async () => {
  pair = await openPair(sampleCases(1), { unlimited: true });
  const { connections } = splitConfig(await readFile(join(pair.dir, "integ.yaml"), "utf8"));
  await pair.writeConfig(`${connections}syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    comments: true
    attachments: { maxBytes: 1MB, visibility: all }
    fields:
      - { left: Subject, right: subject }
      - { left: Description, right: description }
      - { left: AccountId, right: organization_id, reference: accounts, required: true }
  accounts:
    left: { connection: sf, object: Account }
    right: { connection: zd, object: organization }
    match: [{ left: Name, right: name }]
    fields:
      - { left: Name, right: name }
`);
  daemon = await pair.daemon();
}, 60_000);
afterAll(async () => {
  await daemon.end("SIGTERM");
  await pair.stop();
});

const splitConfig = (text: string) => ({ connections: text.slice(0, text.indexOf("syncs:")) });
const waitMs = 60_000;

type Row = Readonly<Record<string, unknown>>;
const list = async (path: string): Promise<readonly Row[]> =>
  Object.values(await pair.control("GET", `/${path}`))[0] as readonly Row[];
const make = async (path: string, fields: object): Promise<Row> =>
  Object.values(await pair.control("POST", `/${path}`, fields))[0] as Row;

/** The first case and its ticket, once both are there: made in one go with others, it need not be the first ticket. */
async function oldest(): Promise<{ readonly caseId: string; readonly ticketId: number }> {
  const [one] = await pair.cases();
  const copyOf = async () => (await pair.tickets()).find((ticket) => isCopyOf(ticket.external_id, one?.Id));
  await until(async () => ((await copyOf()) ? [] : ["no ticket yet"]), waitMs);
  return { caseId: one?.Id ?? "", ticketId: (await copyOf())?.id ?? 0 };
}

async function untilEqual(
  look: () => Promise<readonly unknown[]>,
  expected: readonly unknown[],
): Promise<void> {
  const wanted = expected.map((one) => JSON.stringify(one)).sort();
  await until(async () => {
    const found = (await look()).map((one) => JSON.stringify(one)).sort();
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`found ${found.join(", ")}`];
  }, waitMs);
}

describe("what hangs together", () => {
  it("SYN-15 a case waits for its account, and refers to it on the other side", async () => {
    const account = await make("salesforce/accounts", { Name: "Acme" });
    const made = await make("salesforce/cases", { Subject: "Of Acme", AccountId: account.Id });
    expect(made.Id).toBeDefined();
    await untilEqual(async () => {
      const organizations = await list("zendesk/organizations");
      const tickets = (await pair.tickets()) as unknown as readonly Row[];
      const ticket = tickets.find((one) => one.subject === "Of Acme");
      return organizations.filter((one) => one.id === ticket?.organization_id).map((one) => one.name);
    }, ["Acme"]);
  }, 60_000);

  it("SYN-1 SYN-10 comments go both ways, private ones stay private, and a lost answer doubles none", async () => {
    const { caseId, ticketId } = await oldest();
    await pair.fault({
      vendor: "zendesk",
      kind: "cut-after",
      times: 1,
      match: { method: "PUT", pathPrefix: "/api/v2/tickets" },
    });
    for (const [CommentBody, IsPublished] of [
      ["To the customer", true],
      ["Among us", false],
    ] as const)
      await make("salesforce/comments", { ParentId: caseId, CommentBody, IsPublished });
    await make("zendesk/comments", { ticket_id: ticketId, body: "From the agent", public: false });
    const expected = [
      ["To the customer", true],
      ["Among us", false],
      ["From the agent", false],
    ];
    const atZendesk = async () =>
      (await list("zendesk/comments"))
        .filter((comment) => comment.ticket_id === ticketId && !/^Text 1/.test(textOf(comment.body)))
        .map((comment) => [textOf(comment.body), comment.public]);
    const atSalesforce = async () =>
      (await list("salesforce/comments")).map((one) => [textOf(one.CommentBody), one.IsPublished]);
    await untilEqual(atZendesk, expected);
    await untilEqual(atSalesforce, expected);
  }, 90_000);

  it("SYN-15 comments made with their record follow it, from either side", async () => {
    const made = await make("salesforce/cases", { Subject: "Commented at once" });
    for (const CommentBody of ["First", "Second"])
      await make("salesforce/comments", { ParentId: made.Id, CommentBody, IsPublished: true });
    const ticketId = await pair.createTicket("Commented at once, too");
    for (const body of ["Third", "Fourth"]) await make("zendesk/comments", { ticket_id: ticketId, body });
    const texts = async (path: string, name: string) =>
      (await list(path))
        .map((comment) => textOf(comment[name]))
        .filter((text) => /^(First|Second|Third|Fourth)$/.test(text));
    const expected = ["First", "Second", "Third", "Fourth"];
    await untilEqual(() => texts("zendesk/comments", "body"), expected);
    await untilEqual(() => texts("salesforce/comments", "CommentBody"), expected);
    const { stdout } = await pair.run(["dlq", "list", "--json"]);
    expect((JSON.parse(stdout) as { readonly items: readonly Row[] }).items).toEqual([]);
  }, 90_000);

  it("SYN-1 files go both ways; one that is too large is a dead letter, and nothing waits for it", async () => {
    const { caseId, ticketId } = await oldest();
    await make("salesforce/files", { ParentId: caseId, Name: "large.txt", text: "x".repeat(1_100_000) });
    await make("salesforce/files", { ParentId: caseId, Name: "größe.txt", text: "twelve bytes" });
    await make("zendesk/files", { ticket_id: ticketId, file_name: "back.txt", text: "and back" });
    await untilEqual(
      async () => (await list("zendesk/files")).map((file) => [file.file_name, file.size]),
      [
        ["back.txt", 8],
        ["größe.txt", 12],
      ],
    );
    await untilEqual(
      async () => (await list("salesforce/files")).map((file) => [file.PathOnClient, file.ContentSize]),
      [
        ["back.txt", 8],
        ["größe.txt", 12],
        ["large.txt", 1_100_000],
      ],
    );
    const { stdout } = await pair.run(["dlq", "list", "--json"]);
    const letters = JSON.parse(stdout) as { readonly items: readonly Row[] };
    expect(letters.items.map((letter) => letter.code)).toEqual(["E_CONTENT_TOO_LARGE"]);
  }, 90_000);
});

const textOf = (body: unknown): string =>
  String(body)
    .replaceAll(/<[^>]*>/g, "")
    .trim();
