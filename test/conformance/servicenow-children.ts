// Comments, files and people of the emulated ServiceNow, with a person who adds them beside integ.
import { z } from "zod";
import { servicenow } from "../../src/core/connectors/servicenow/index.ts";
import { INTEGRATION_USER } from "../../src/sandbox/servicenow/seed.ts";
import type { ChildFixture, ChildrenSubject } from "./child-rules.ts";
import { type ServiceNowInstance, startServiceNow } from "./servicenow-subject.ts";

const Made = z.object({ record: z.object({ sys_id: z.string() }) });

type Control = ServiceNowInstance["sandbox"]["control"];

async function make(
  control: Control,
  path: string,
  record: Readonly<Record<string, string>>,
): Promise<string> {
  return Made.parse(await control("POST", `/servicenow/${path}`, record)).record.sys_id;
}

function comments(control: Control): ChildFixture {
  return {
    fields: ["parent_id", "text", "public"],
    makeValues: (parent, n) => ({
      parent_id: parent,
      text: `Comment ${n}, é 漢字 😀 & <more>\nin two lines`,
      public: n % 2 === 0,
    }),
    addAsUser: (parent, { text, public: isPublic }) =>
      make(control, "journal", {
        element_id: parent,
        element: isPublic === true ? "comments" : "work_notes",
        value: String(text),
      }),
  };
}

function files(control: Control, table: string): ChildFixture {
  return {
    fields: ["parent_id", "file_name"],
    makeValues: (parent, n) => ({ parent_id: parent, file_name: `Größe & (${n}), final.pdf` }),
    addAsUser: (parent, { file_name: name }, text) =>
      make(control, "files", { table_name: table, table_sys_id: parent, file_name: String(name), text }),
    async deleteAsUser(id) {
      await control("DELETE", `/servicenow/files/${id}`);
    },
  };
}

async function peopleOf(control: Control): Promise<ChildrenSubject["people"]> {
  const add = async (name: string, email: string, active: boolean) => {
    const user = { user_name: name, email, active: String(active) };
    return { id: await make(control, "users", user), email };
  };
  const active = await add("ann", "ann.active@people.example", true);
  const left = await add("leo", "leo@people.example", false);
  return { active, left, ownId: INTEGRATION_USER.sys_id, absentId: "0123456789abcdef0123456789abcdef" };
}

/** The children of a table's records, on an instance of their own. */
export async function startServiceNowChildren(
  table: string,
  record: Readonly<Record<string, string>>,
): Promise<ChildrenSubject> {
  const instance = await startServiceNow();
  const { control } = instance.sandbox;
  return {
    connection: instance.connect().connection,
    connector: servicenow,
    parentObject: table,
    feedLagMs: 1000,
    makeParent: () => make(control, `tables/${table}`, record),
    child: (kind) => (kind === "comments" ? comments(control) : files(control, table)),
    people: await peopleOf(control),
    async cutAfterEffect() {
      const match = { pathPrefix: "/api/now" };
      await control("POST", "/faults", { vendor: "servicenow", times: 1, kind: "cut-after", match });
    },
    stop: () => instance.release(),
  };
}
