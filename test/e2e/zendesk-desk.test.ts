// Groups, brands and the limit of single tickets, as an operator meets them: through the built CLI and a daemon.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  BRAND_ID,
  DESK_USER,
  ENGINEERING_GROUP_ID,
  GROUP_ID,
  INTEGRATION_USER,
  LABS_BRAND_ID,
} from "../../src/sandbox/zendesk/setup.ts";
import { type Daemon, openPair, type Pair, pause, sampleCases, until } from "./pair.ts";

// Groups and brands are chosen by case type and origin; the agent's id stands where the customer's name would.
const syncs = (support: string) => `syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    fields:
      - { left: Subject, right: subject }
      - { left: Type, right: group_id, values: { Mechanical: "${support}", Electrical: "${ENGINEERING_GROUP_ID}" } }
      - { left: Origin, right: brand_id, values: { Phone: "${BRAND_ID}", Web: "${LABS_BRAND_ID}" } }
      - { left: SuppliedName, right: assignee_id }
`;
const made = { Type: "Mechanical", Origin: "Phone", SuppliedName: String(INTEGRATION_USER) };

let pair: Pair;
let daemon: Daemon;
let connections: string;
beforeAll(async () => {
  pair = await openPair(
    sampleCases(2).map((one) => ({ ...one, ...made })),
    { unlimited: true },
  );
  const text = await readFile(join(pair.dir, "integ.yaml"), "utf8");
  connections = text.slice(0, text.indexOf("syncs:"));
}, 60_000);
afterAll(async () => {
  await daemon.end("SIGTERM");
  await pair.stop();
});

type Row = Readonly<Record<string, unknown>>;
const rows = async (path: string) => Object.values(await pair.control("GET", path))[0] as readonly Row[];
const ticketOf = async (caseId: unknown) => {
  const ticket = (await rows("/zendesk/tickets")).find(({ external_id: key }) =>
    String(key).endsWith(`:${caseId}`),
  );
  const { id, group_id, assignee_id, brand_id } = ticket ?? {};
  return { id, group_id, assignee_id, brand_id };
};
const caseOf = async (id: unknown) => {
  const { Type, Origin, SuppliedName } = (await rows("/salesforce/cases")).find((one) => one.Id === id) ?? {};
  return { Type, Origin, SuppliedName };
};
const editCase = (id: unknown, fields: object) => pair.control("PATCH", `/salesforce/cases/${id}`, fields);
const editTicket = (id: unknown, fields: object) => pair.control("PATCH", `/zendesk/tickets/${id}`, fields);
const untilSeen = async (look: () => Promise<object>, wanted: object) => {
  const found = async () => JSON.stringify(await look());
  await until(async () => ((await found()) === JSON.stringify(wanted) ? [] : [await found()]), 30_000);
};
const caseIds = async () => (await rows("/salesforce/cases")).map(({ Id }) => Id);

describe("a desk of groups and brands", () => {
  it("ZDK-3 tells a mapping by a group's name which id it has", async () => {
    await pair.writeConfig(connections + syncs("Support"));
    const { stderr } = await pair.run(["sync"]);
    expect(stderr).toContain(`${GROUP_ID} (Support), ${ENGINEERING_GROUP_ID} (Engineering)`);
    await pair.writeConfig(connections + syncs(String(GROUP_ID)));
    daemon = await pair.daemon();
  });

  it("ZDK-3 ZDK-9 comes over with new records, and brands go both ways", async () => {
    const [id] = await caseIds();
    const wanted = { group_id: GROUP_ID, assignee_id: INTEGRATION_USER, brand_id: BRAND_ID };
    await untilSeen(async () => ({ ...(await ticketOf(id)), id: undefined }), wanted);
    await editCase(id, { Origin: "Web" });
    await untilSeen(async () => ({ brand: (await ticketOf(id)).brand_id }), { brand: LABS_BRAND_ID });
    await editTicket((await ticketOf(id)).id, { brand_id: BRAND_ID });
    await untilSeen(() => caseOf(id), made);
  });

  it("ZDK-3 ends an assignment with a new group at both systems, once, and nothing goes round", async () => {
    const [id] = await caseIds();
    await editCase(id, { Type: "Electrical" });
    await untilSeen(() => caseOf(id), { ...made, Type: "Electrical", SuppliedName: null });
    const { group_id, assignee_id } = await ticketOf(id);
    expect({ group_id, assignee_id }).toEqual({ group_id: ENGINEERING_GROUP_ID, assignee_id: null });
    const writes = (await pair.writes()).length;
    await pair.run(["sync"]);
    await pause(2_000);
    expect((await pair.writes()).length).toBe(writes);
    await editTicket((await ticketOf(id)).id, { assignee_id: DESK_USER });
    await untilSeen(() => caseOf(id), { ...made, Type: "Electrical", SuppliedName: String(DESK_USER) });
  });

  it("ZDK-3 says of an agent who is not in the group which ones they are in", async () => {
    const [id] = await caseIds();
    await editCase(id, { Type: "Mechanical" });
    await untilSeen(async () => ({ group: (await ticketOf(id)).group_id }), { group: GROUP_ID });
    await editCase(id, { SuppliedName: String(INTEGRATION_USER), Type: "Electrical" });
    const wrong = `The agent ${INTEGRATION_USER} is not in the group ${ENGINEERING_GROUP_ID}`;
    const told = `${wrong}, but in ${GROUP_ID} (Support)`;
    await until(async () => ((await letters()).some(({ message }) => message === told) ? [] : ["not told"]));
  });

  it("ZDK-8 waits with a ticket that takes no more updates, meets no 429, and goes on with others", async () => {
    const [, busy, other] = [...(await caseIds()), await pair.createCase("Other")];
    const limits = { updatesPerTicketPer10Minutes: 3 };
    await pair.control("POST", "/settings", { zendesk: { limits } });
    const { id } = await ticketOf(busy);
    const before = (await pair.requests()).length;
    const updates = async (ticket: unknown) => {
      const since = (await pair.requests()).slice(before);
      return since.filter(({ method, path }) => method === "PUT" && path.endsWith(`/tickets/${ticket}`));
    };
    for (let turn = 1; turn <= 3; turn += 1) {
      await pair.editCase(String(busy), { Subject: `Turn ${turn}` });
      await until(async () => ((await updates(id)).length === turn ? [] : [`${turn} not sent`]), 30_000);
    }
    await pair.editCase(String(busy), { Subject: "Too much" });
    await until(async () => ((await ticketOf(other)).id === undefined ? ["not there"] : []), 30_000);
    await pair.editCase(String(other), { Subject: "Goes on" });
    const otherId = (await ticketOf(other)).id;
    await until(async () => ((await updates(otherId)).length > 0 ? [] : ["not sent"]), 30_000);
    await pause(2_000);
    expect((await updates(id)).length).toBe(3);
    expect((await pair.requests()).filter(({ status }) => status === 429)).toEqual([]);
  });
});

async function letters(): Promise<readonly Row[]> {
  const { document } = await pair.json(["dlq", "list"]);
  return document.items as readonly Row[];
}
