import { describe, expect, it } from "vitest";
import { tokenOf } from "../../../../src/core/connectors/jira/marker.ts";
import { scopeOf } from "../../../../src/core/connectors/jira/scope.ts";
import { ConfigError } from "../../../../src/core/contract/errors.ts";
import { answeringVendor, issueOf, projectRoutes, states } from "./answering-vendor.ts";

const document = { type: "doc", version: 1, content: [] };

function open(fields: readonly string[], config = {}) {
  const vendor = answeringVendor(config, ...projectRoutes());
  return { vendor, port: vendor.connection.object("issue:SUP:Bug", fields) };
}

describe("issues as Jira describes them", () => {
  it("JRA-10 have the fields of a create with what it requires, states, and the rest to read", async () => {
    const { fields } = await open([]).port.describe();
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get("summary")).toMatchObject({ required: true, creatable: true, maxLength: 255 });
    expect(byName.get("description")).toMatchObject({ type: "longtext", format: "adf", required: false });
    expect(byName.get("customfield_10042")).toMatchObject({
      type: "picklist",
      values: ["Minor", "Major"],
      required: false,
    });
    expect(byName.get("customfield_10070")).toMatchObject({ format: "adf" });
    expect(byName.get("status")).toMatchObject({ values: ["Open", "In Progress", "In Review", "Done"] });
    expect(byName.get("statusCategory")).toMatchObject({ values: ["new", "indeterminate", "done"] });
    expect(byName.get("project")).toMatchObject({ creatable: false, required: false });
    expect(byName.get("environment")).toMatchObject({ creatable: false, updatable: false });
    expect(byName.has("votes")).toBe(false);
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
  });

  it("JRA-10 carry wiki markup on a server", async () => {
    const server = { deployment: "data-center", auth: "personal-token" };
    const vendor = answeringVendor(server, ...projectRoutes("/rest/api/2"));
    const { fields } = await vendor.connection.object("issue:SUP:Bug", []).describe();
    expect(fields.find(({ name }) => name === "description")?.format).toBe("wiki");
  });

  it("JRA-10 refuse a field, a type and a name that Jira does not know", async () => {
    await expect(open(["customfield_1"]).port.describe()).rejects.toThrow(ConfigError);
    const { connection } = answeringVendor({}, ...projectRoutes());
    await expect(connection.object("issue:SUP:Epic", []).describe()).rejects.toMatchObject({
      code: "E_OBJECT_UNKNOWN",
    });
    expect(() => connection.object("issue:sup", [])).toThrow(ConfigError);
    expect(() => connection.object("issue", ["no_such_field"])).toThrow(ConfigError);
  });

  it("JRA-10 are narrowed down to a project and a type, in words the engine understands", () => {
    expect(scopeOf("issue:SUP:Sub-task: odd")).toBe(
      'record.project == "SUP" && record.issuetype == "Sub-task: odd"',
    );
    expect(scopeOf("issue:SUP")).toBe('record.project == "SUP"');
    expect(scopeOf("issue")).toBeNull();
    expect(scopeOf("issue_comment")).toBeNull();
  });
});

describe("issues as Jira reads them", () => {
  const names = [
    "id",
    "key",
    "project",
    "status",
    "statusCategory",
    "labels",
    "assignee",
    "description",
    "components",
    "customfield_10042",
    "customfield_10050",
    "created",
  ];

  it("JRA-10 become values: people by id, options by name, times in UTC, labels without ours", async () => {
    const key = "integ:tag:7";
    const { vendor, port } = open(names);
    const fields = {
      labels: ["b", "a", tokenOf(key)],
      assignee: { accountId: "5b10", displayName: "Ann" },
      description: document,
      components: [
        { id: "2", name: "Tray" },
        { id: "1", name: "Drum" },
      ],
      customfield_10042: { value: "Minor", child: { value: "Scratch" } },
      customfield_10050: "2026-05-06T09:30:00.000+0200",
      created: "2026-05-06T08:47:45.123+0000",
    };
    vendor.answer([
      "POST /rest/api/3/issue/bulkfetch",
      { issues: [issueOf(7, fields, key)], issueErrors: [] },
    ]);
    const record = (await port.read(["7", "no id"])).get("7");
    expect(record).toMatchObject({
      modifiedAt: "2026-05-06T07:30:00.123Z",
      correlationKey: key,
      deleted: false,
    });
    expect(record?.fields).toEqual({
      id: "7",
      key: "SUP-7",
      project: "SUP",
      status: "Open",
      statusCategory: "new",
      labels: ["a", "b"],
      assignee: "5b10",
      description: document,
      components: ["Drum", "Tray"],
      customfield_10042: "Minor > Scratch",
      customfield_10050: "2026-05-06T07:30:00.000Z",
      created: "2026-05-06T08:47:45.123Z",
    });
  });

  it("SYN-3 are no copies of ours when only the label says so: a person has cloned one", async () => {
    const { vendor, port } = open(["summary"]);
    const clone = issueOf(8, { labels: [tokenOf("integ:tag:7")] });
    vendor.answer(["POST /rest/api/3/issue/bulkfetch", { issues: [clone] }]);
    expect((await port.read(["8"])).get("8")?.correlationKey).toBeNull();
  });

  it("SYN-3 are looked for by the label, believed by the property, and read from the database", async () => {
    const key = "integ:tag:7";
    const { vendor, port } = open(["summary"]);
    const marked = { labels: [tokenOf(key)] };
    vendor.answer(
      [
        "POST /rest/api/3/search/jql",
        { issues: [issueOf(7, marked, key), issueOf(8, marked), issueOf(9, marked, key)] },
      ],
      ["POST /rest/api/3/issue/bulkfetch", { issues: [issueOf(7, marked, key)] }],
    );
    const found = await port.findByCorrelationKey([key, "integ:tag:8"]);
    expect([...found].map(([each, records]) => [each, records.map(({ id }) => id)])).toEqual([[key, ["7"]]]);
    const [search] = vendor.sent("POST /rest/api/3/search/jql");
    expect(JSON.stringify(search?.json)).toContain(`labels IN (\\"${tokenOf(key)}\\"`);
  });

  it("SYN-12 are scanned to the end of the tokens, past empty pages, each once, in the user's projects only", async () => {
    const { vendor, port } = open(["summary"]);
    const pages = [
      { issues: [issueOf(1), issueOf(2)], nextPageToken: "a" },
      { issues: [], nextPageToken: "b" },
      { issues: [issueOf(2), issueOf(3)], isLast: true, nextPageToken: "c" },
    ];
    vendor.answer(["POST /rest/api/3/search/jql", () => ({ body: pages.shift() })]);
    const ids: string[] = [];
    for await (const page of port.scan()) ids.push(...page.map(({ id }) => id));
    expect(ids).toEqual(["1", "2", "3"]);
    const asked = vendor.sent("POST /rest/api/3/search/jql").map(({ json }) => json as { jql: string });
    expect(new Set(asked.map(({ jql }) => jql)).size).toBe(1);
    expect(asked[0]?.jql).toBe(
      'project = "SUP" AND issuetype = "Bug" AND updated >= 1000000000000 ORDER BY updated ASC, key ASC',
    );
  });
});

describe("the states of issues", () => {
  it("JRA-2 are told by name and by category", async () => {
    const { vendor, port } = open(["status", "statusCategory"]);
    vendor.answer(["POST /rest/api/3/issue/bulkfetch", { issues: [issueOf(1, { status: states.done })] }]);
    expect((await port.read(["1"])).get("1")?.fields).toEqual({ status: "Done", statusCategory: "done" });
  });
});
