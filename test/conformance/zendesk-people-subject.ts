// Users and organizations of the emulated account as subjects of the suite: what differs from its tickets.
import { zendesk } from "../../src/core/connectors/zendesk/index.ts";
import type { ObjectCapabilities } from "../../src/core/contract/connector.ts";
import { startDesk } from "./dev-desk.ts";
import type { ConformanceSubject, ConnectorUnderTest } from "./subject.ts";
import { createZendeskSubject, workOn } from "./zendesk-subject.ts";

type Differences = Pick<
  ConformanceSubject,
  "fields" | "textField" | "otherField" | "clearableField" | "makeValues" | "badValues"
>;

const user: Differences = {
  fields: ["name", "email", "phone", "notes", "tags", "organization_id", "role"],
  textField: "name",
  otherField: "notes",
  clearableField: "phone",
  makeValues: (n) => ({
    name: `Ann ${n}, é ü 漢字 😀`,
    email: `ann.${n}@people.example`,
    phone: `+15550${n}`,
    notes: `First line of ${n}\nSecond line`,
    tags: ["gold", "new"],
  }),
  badValues: () => ({ name: "Bad", email: "bad@people.example", organization_id: "1" }),
};

const organization: Differences = {
  fields: ["name", "details", "notes", "domain_names", "tags"],
  textField: "name",
  otherField: "notes",
  clearableField: "details",
  makeValues: (n) => ({
    name: `Company ${n}, é ü 漢字 😀`,
    details: `Street ${n}`,
    notes: `First line of ${n}\nSecond line`,
    domain_names: [`a${n}.example`, `b${n}.example`],
  }),
  badValues: () => ({ name: " ", details: "without a name" }),
};

interface Kind {
  readonly object: string;
  readonly path: string;
  readonly differences: Differences;
  readonly capabilities: ObjectCapabilities;
}

const unguarded = { compareAndSet: "none", maxWriteBatch: 50 } as const;

function underTest({ object, path, differences, capabilities }: Kind): ConnectorUnderTest {
  const { manifest } = zendesk;
  return {
    manifest: { ...manifest, id: `zendesk, ${path}` },
    capabilities,
    async start() {
      const desk = await startDesk();
      const tickets = createZendeskSubject(desk);
      return {
        ...tickets,
        ...differences,
        object,
        editAsUser: (id, fields) => workOn(desk, "PUT", `${path}/${id}`, { [object]: fields }),
        deleteAsUser: (id) => workOn(desk, "DELETE", `${path}/${id}`),
      };
    },
  };
}

export const users = underTest({
  object: "user",
  path: "users",
  differences: user,
  capabilities: { ...unguarded, deleteFeed: true },
});

export const organizations = underTest({
  object: "organization",
  path: "organizations",
  differences: organization,
  capabilities: { ...unguarded, deleteFeed: false },
});
