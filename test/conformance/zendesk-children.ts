// Comments, files and people of the emulated account, with an agent who adds them beside integ.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { zendesk } from "../../src/core/connectors/zendesk/index.ts";
import type { ConnectionContext } from "../../src/core/contract/connector.ts";
import { INTEGRATION_USER } from "../../src/sandbox/zendesk/setup.ts";
import type { ChildFixture, ChildrenSubject } from "./child-rules.ts";
import { createTestContext } from "./context.ts";
import { type RunningSandbox, runSandbox } from "./sandbox.ts";

const exportLagS = 1;

const MadeTicket = z.object({ ticket: z.object({ id: z.number() }) });
const MadeComment = z.object({ comment: z.object({ id: z.number(), ticket_id: z.number() }) });
const MadeFile = z.object({
  file: z.object({ id: z.number(), comment_id: z.number(), ticket_id: z.number() }),
});
const MadeUser = z.object({ user: z.object({ id: z.number() }) });

function comments(sandbox: RunningSandbox): ChildFixture {
  return {
    fields: ["ticket_id", "body", "public"],
    makeValues: (ticketId, n) => ({
      ticket_id: ticketId,
      body: `<p>Comment ${n}, é 漢字 😀 &amp; <b>bold</b></p><p>second line</p>`,
      public: n % 2 === 0,
    }),
    async addAsUser(ticketId, { body = null, public: isPublic = false }) {
      const input = { ticket_id: Number(ticketId), html_body: body, public: isPublic };
      const { comment } = MadeComment.parse(await sandbox.control("POST", "/zendesk/comments", input));
      return `${comment.ticket_id}-${comment.id}`;
    },
  };
}

function files(sandbox: RunningSandbox): ChildFixture {
  return {
    fields: ["ticket_id", "file_name", "public"],
    makeValues: (ticketId, n) => ({
      ticket_id: ticketId,
      file_name: `Größe & "${n}".pdf`,
      public: n % 2 === 0,
    }),
    async addAsUser(ticketId, { file_name: name = null, public: isPublic = false }, text) {
      const input = { ticket_id: Number(ticketId), file_name: name, public: isPublic, text };
      const { file } = MadeFile.parse(await sandbox.control("POST", "/zendesk/files", input));
      return `${file.ticket_id}-${file.comment_id}-${file.id}`;
    },
    async deleteAsUser(id) {
      await sandbox.control("DELETE", `/zendesk/files/${id.split("-").at(-1)}`);
    },
  };
}

async function peopleOf(sandbox: RunningSandbox): Promise<ChildrenSubject["people"]> {
  const add = async (name: string, email: string) => {
    const made = MadeUser.parse(await sandbox.control("POST", "/zendesk/users", { name, email }));
    return { id: String(made.user.id), email };
  };
  const active = await add("Ann Active", "Ann.Active@people.example");
  const left = await add("Leo Left", "leo@people.example");
  await sandbox.control("DELETE", `/zendesk/users/${left.id}`);
  return { active, left, ownId: String(INTEGRATION_USER), absentId: "35184372088831" };
}

/** The vendor allows ten exports and a hundred updates a minute; the rules have no such patience. */
function withoutLimits(context: ConnectionContext): ConnectionContext {
  const quick = { capacity: 100_000, perMs: 60_000 };
  return {
    ...context,
    http: (options) => {
      const limits = Object.fromEntries(Object.keys(options.limits).map((name) => [name, quick]));
      return context.http({ ...options, limits });
    },
  };
}

export interface ZendeskChildren extends ChildrenSubject {
  readonly sandbox: RunningSandbox;
}

export async function startZendeskChildren(): Promise<ZendeskChildren> {
  const sandbox = await runSandbox();
  const limits = { accountPerMinute: 100_000, incrementalPerMinute: 10_000, updatesPerMinute: 10_000 };
  await sandbox.control("POST", "/settings", { zendesk: { limits, exportLagS, searchLagMs: 0 } });
  const { clientId, clientSecret } = sandbox.clients.zendesk;
  const secrets = new Map(Object.entries({ clientId, clientSecret }));
  const config = { connector: "zendesk", baseUrl: sandbox.zendeskUrl, pollEvery: "1s" };
  const testContext = createTestContext({ name: "zd", config, secrets });
  const people = await peopleOf(sandbox);
  await sleep(10);
  return {
    sandbox,
    connection: zendesk.connect(withoutLimits(testContext.context)),
    parentObject: "ticket",
    feedLagMs: exportLagS * 1000 + 1000,
    async makeParent() {
      const input = { subject: "parent", comment: { body: "It does not print" } };
      const { ticket } = MadeTicket.parse(await sandbox.control("POST", "/zendesk/tickets", input));
      return String(ticket.id);
    },
    child: (kind) => (kind === "comments" ? comments(sandbox) : files(sandbox)),
    people,
    async cutAfterEffect() {
      const match = { method: "PUT", pathPrefix: "/api/v2/tickets/" };
      await sandbox.control("POST", "/faults", { vendor: "zendesk", times: 1, kind: "cut-after", match });
    },
    async stop() {
      await testContext.release();
      await sandbox.stop();
    },
  };
}
