// Comments, files and people of the emulated org, with a person who adds and deletes them beside integ.
import { z } from "zod";
import { salesforce } from "../../src/core/connectors/salesforce/index.ts";
import type { FieldValues } from "../../src/core/contract/records.ts";
import { INTEGRATION_USER_ID } from "../../src/sandbox/salesforce/objects.ts";
import type { ChildFixture, ChildrenSubject } from "./child-rules.ts";
import { createTestContext } from "./context.ts";
import { type RunningSandbox, runSandbox } from "./sandbox.ts";

const Made = z.record(z.string(), z.object({ Id: z.string() }));
const Users = z.object({
  users: z.array(z.object({ Id: z.string(), Email: z.string(), IsActive: z.boolean() })),
});

/** A control call that makes a record; gives its id. */
async function makeAsUser(sandbox: RunningSandbox, path: string, values: FieldValues): Promise<string> {
  const [record] = Object.values(Made.parse(await sandbox.control("POST", path, { ...values })));
  return record?.Id ?? "";
}

function comments(sandbox: RunningSandbox): ChildFixture {
  return {
    fields: ["ParentId", "CommentBody", "IsPublished"],
    makeValues: (ParentId, n) => ({
      ParentId,
      CommentBody: `Comment ${n}, é 漢字 😀\nsecond line`,
      IsPublished: n % 2 === 0,
    }),
    addAsUser: (_parentId, values) => makeAsUser(sandbox, "/salesforce/comments", values),
    async deleteAsUser(id) {
      await sandbox.control("DELETE", `/salesforce/comments/${id}`);
    },
  };
}

function files(sandbox: RunningSandbox): ChildFixture {
  return {
    fields: ["FirstPublishLocationId", "PathOnClient", "Title"],
    makeValues: (FirstPublishLocationId, n) => ({
      FirstPublishLocationId,
      PathOnClient: `Größe "${n}".pdf`,
      Title: `Größe ${n}`,
    }),
    addAsUser: (_parentId, values, text) =>
      makeAsUser(sandbox, "/salesforce/files", {
        ...values,
        PathOnClient: `C:\\fakepath\\${String(values.PathOnClient)}`,
        text,
      }),
    async deleteAsUser(id) {
      await sandbox.control("DELETE", `/salesforce/files/${id}`);
    },
  };
}

async function peopleOf(sandbox: RunningSandbox): Promise<ChildrenSubject["people"]> {
  const { users } = Users.parse(await sandbox.control("GET", "/salesforce/users"));
  const left = users.find((user) => !user.IsActive);
  const active = users.find((user) => user.IsActive && user.Email.startsWith("dana"));
  if (active === undefined || left === undefined) throw new Error("the org lacks its people");
  return {
    active: { id: active.Id, email: active.Email },
    left: { id: left.Id, email: left.Email },
    ownId: INTEGRATION_USER_ID,
    absentId: "005Zz0000000001IAA",
  };
}

export async function startSalesforceChildren(): Promise<ChildrenSubject> {
  const sandbox = await runSandbox();
  await sandbox.control("POST", "/settings", { salesforce: { queryPageSize: 3 } });
  const { clientId, clientSecret } = sandbox.clients.salesforce;
  const secrets = new Map(Object.entries({ clientId, clientSecret }));
  const config = { connector: "salesforce", loginUrl: sandbox.salesforceUrl, pollEvery: "1s" };
  const testContext = createTestContext({ name: "sf", config, secrets });
  return {
    connection: salesforce.connect(testContext.context),
    parentObject: "Case",
    feedLagMs: 0,
    makeParent: () => makeAsUser(sandbox, "/salesforce/cases", { Subject: "parent" }),
    child: (kind) => (kind === "comments" ? comments(sandbox) : files(sandbox)),
    people: await peopleOf(sandbox),
    async cutAfterEffect() {
      const match = { method: "POST", pathPrefix: "/services/data/v68.0/" };
      await sandbox.control("POST", "/faults", { vendor: "salesforce", times: 1, kind: "cut-after", match });
    },
    async stop() {
      await testContext.release();
      await sandbox.stop();
    },
  };
}
