import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/core/config/load.ts";
import { ConfigInvalidError } from "../../../src/core/config/problems.ts";
import type { SyncConfig } from "../../../src/core/config/types.ts";
import { fullRegistry, fullText, validText } from "./stub-connectors.ts";

const file = "integ.yaml";

async function syncsOf(text: string): Promise<ReadonlyMap<string, SyncConfig>> {
  return (await loadConfig({ file, text, registry: fullRegistry() })).syncs;
}

async function linesOf(text: string): Promise<string[]> {
  const error = await syncsOf(text).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigInvalidError)) throw new Error(`no ConfigInvalidError but ${String(error)}`);
  return error.problems.map(({ line, column, message, suggestion }) =>
    suggestion === undefined
      ? `${line}:${column}: ${message}`
      : `${line}:${column}: ${message} (${suggestion})`,
  );
}

/** The valid file with one more field, on line 19, from column 9 on. */
const withField = (field: string): string =>
  validText.replace("      - { left: Status", `      - ${field}\n      - { left: Status`);
/** The valid file with one more key of its sync, on line 13. */
const withKey = (key: string): string => validText.replace("    match:", `    ${key}\n    match:`);

describe("a file with everything in it", () => {
  it("CFG-1 is resolved with every default filled in", async () => {
    const sync = (await syncsOf(fullText)).get("cases");
    expect(sync?.left.where).toContain("matches");
    expect(sync?.right.where).toBe('record.brand == "main" &&\n  record.score >= 3\n');
    expect(sync?.deletes).toEqual({
      kind: "archive",
      archive: { left: { Status: "Closed" }, right: { status: "closed", tags: ["old"] } },
    });
    expect(sync?.guards).toEqual({
      maxDeletes: Number.POSITIVE_INFINITY,
      maxDeleteShare: 0.1,
      maxFirstCreates: 50,
      maxFlips: 5,
      flipWindowMs: 3_600_000,
      deleteHoldMs: 0,
    });
    expect(sync?.rules).toEqual([
      {
        side: "right",
        when: 'record.kind == "x"',
        expression: 'record.subject != ""',
        message: "needs a subject",
      },
    ]);
  });

  it("SFM-3 gives each field its kind, its way and its policy", async () => {
    const fields = (await syncsOf(fullText)).get("cases")?.fields ?? [];
    const [subject, , reason, contact, owner, description, due, title, external, via, loud, amount] = fields;
    expect(subject).toMatchObject({
      defaults: { left: "(none)", right: "none" },
      conflicts: "prefer-non-blank",
    });
    expect(reason).toMatchObject({ unit: "state", conflicts: "manual", defaults: { left: 5, right: 5 } });
    expect(contact).toMatchObject({
      reference: "contacts",
      required: true,
      referenceSides: { left: "right", right: "left" },
      referenceObjects: { left: "Contact", right: "user" },
    });
    expect(owner).toMatchObject({ users: true, reference: null });
    expect(description?.formats).toEqual({ left: "html", right: "markdown" });
    expect(due).toMatchObject({ zone: "Europe/Berlin", direction: "left-to-right" });
    expect(title).toMatchObject({ left: null, direction: "left-to-right" });
    expect(external).toMatchObject({ left: "Key__c", right: "external", direction: "both" });
    expect(via?.computed.right).toEqual({ kind: "constant", value: "web" });
    expect(loud).toMatchObject({ left: "Loud__c", right: null, direction: "right-to-left" });
    expect(amount).toMatchObject({ left: "Amount", right: "cents", direction: "both" });
  });

  it("SYN-15 makes the syncs of comments and files from what the connectors say of them", async () => {
    const syncs = await syncsOf(fullText);
    expect([...syncs.keys()]).toEqual(["contacts", "cases", "cases.comments", "cases.attachments"]);
    const comments = syncs.get("cases.comments");
    expect(comments).toMatchObject({
      parent: "cases",
      left: { connection: "sf", object: "CaseComment", where: 'record["IsPublished"]' },
      right: { connection: "zd", object: "comment", where: 'record["public"]' },
      deletes: { kind: "keep" },
      conflicts: "merge",
      maxContentBytes: null,
      rules: [],
      match: [],
    });
    expect(comments?.fields.map(({ left, right }) => [left, right])).toEqual([
      ["ParentId", "ticket_id"],
      ["CommentBody", "html_body"],
      ["IsPublished", "public"],
    ]);
    expect(comments?.fields[0]).toMatchObject({ reference: "cases", required: true });
    const files = syncs.get("cases.attachments");
    expect(files).toMatchObject({
      maxContentBytes: 5 * 1024 * 1024,
      left: { where: null },
      right: { where: null },
    });
    // Salesforce says nothing of who sees a file: what comes from there is private.
    expect(files?.fields[2]).toMatchObject({
      left: null,
      right: "public",
      direction: "left-to-right",
      computed: { right: { kind: "constant", value: false } },
    });
  });

  it("SYN-15 takes all comments by default, private ones by a filter", async () => {
    const where = async (comments: string): Promise<unknown> =>
      (await syncsOf(withKey(`comments: ${comments}`))).get("cases.comments")?.right.where;
    expect(await where("true")).toBeNull();
    expect(await where("{ visibility: private }")).toBe('!record["public"]');
    expect((await syncsOf(withKey("comments: false"))).size).toBe(1);
  });
});

describe("a wrong field", () => {
  it.each([
    ["{ right: b }", '19:9: the key "left" is missing in this item'],
    [
      "{ left: a, right: b, constant: 1 }",
      '19:30: "constant" computes the field of one side; name only that side\'s, not both',
    ],
    ["{ constant: 1 }", '19:9: "constant" needs the field it is for: "left" or "right"'],
    ["{ right: b, template: x, constant: 1 }", '19:34: "template" and "constant" exclude each other'],
    ["{ right: b, constant: 1, values: { a: b } }", '19:34: "values" can\'t be used with "constant"'],
    ["{ right: b, expression: '1', toRight: '1' }", '19:38: "expression" and "toRight" exclude each other'],
    ["{ right: b, toRight: '1' }", '19:9: the key "left" is missing in this item'],
    [
      "{ left: a, right: b, reference: cases, users: true }",
      '19:48: "reference" and "users" exclude each other',
    ],
    ["{ left: a, right: b, required: true }", '19:30: "required" goes with "reference" or "users"'],
    ["{ left: a, right: b, reference: case }", '19:41: there is no sync "case" (cases)'],
    [
      "{ left: a, right: b, zone: Europe/Berln }",
      '19:36: "zone": a time zone is named like Europe/Berlin or UTC',
    ],
    ["{ left: a, right: b, fromat: { left: html } }", '19:30: unknown key "fromat" (format)'],
    [
      "{ left: a, right: b, format: { left: htm } }",
      '19:46: "left" must be plain, html, markdown, adf, wiki or mrkdwn, not "htm" (html)',
    ],
    ["{ left: a, right: b, default: { lft: x } }", '19:41: unknown key "lft" (left)'],
  ])("CFG-8 is told with its place: %s", async (field, expected) => {
    expect(await linesOf(withField(field))).toEqual([expected]);
  });

  it.each([
    [
      '{ right: b, template: "{X} {Y}", direction: both }',
      '19:53: the field can\'t go "both", only "left-to-right": a template is read backwards only when it has exactly one {Field}',
    ],
    [
      "{ left: b, constant: x, direction: left-to-right }",
      '19:44: the field can\'t go "left-to-right", only "right-to-left": a constant says nothing about the other side',
    ],
    [
      "{ right: b, expression: '1', direction: both }",
      '19:49: the field can\'t go "both", only "left-to-right": an expression can\'t be read backwards; give both fields with toRight and toLeft',
    ],
    [
      "{ left: a, right: b, toRight: record.a, direction: both }",
      '19:60: the field can\'t go "both", only "left-to-right": there is no toLeft for the way back',
    ],
  ])("SFM-3 that can't be read backwards is refused where it asks for it: %s", async (field, expected) => {
    expect(await linesOf(withField(field))).toEqual([expected]);
  });

  it("SFM-3 that is computed against its sync's direction is refused", async () => {
    const text = withField("{ left: b, constant: x }").replace(
      "    match:",
      "    direction: left-to-right\n    match:",
    );
    expect(await linesOf(text)).toEqual([
      '20:20: the field can only go "right-to-left", but its sync only goes "left-to-right"',
    ]);
  });

  it("SYN-4 that is decided together with others goes their way, by their policy", async () => {
    const two = (more: string): string =>
      withField(`{ left: a, right: b, unit: u }\n      - { left: c, right: d, unit: u, ${more} }`);
    expect(await linesOf(two("conflicts: left"))).toEqual([
      '20:36: the fields of the unit "u" need the same conflicts; they have default and left',
    ]);
    expect(await linesOf(two("direction: left-to-right"))).toEqual([
      '20:36: the fields of the unit "u" need the same direction; they have both and left-to-right',
    ]);
    expect((await syncsOf(two("direction: both"))).size).toBe(1);
  });

  it("SFM-3 that a second entry writes is refused, that a second one reads is not", async () => {
    expect(await linesOf(withField('{ right: title, template: "No {Subject}" }'))).toEqual([
      '19:35: the left field "Subject" is mapped twice',
    ]);
    const fields = (
      await syncsOf(withField('{ right: title, template: "No {Subject}", direction: left-to-right }'))
    ).get("cases")?.fields;
    expect(fields?.[2]).toMatchObject({ left: "Subject", right: "title" });
  });
});

describe("an expression with a fault", () => {
  it.each([
    ["{ right: b, expression: record.x + }", "19:43: Unexpected token: EOF"],
    ["{ right: b, expression: 'record.x + ''a'' + y.z' }", "19:53: Unknown variable: y"],
    ['{ right: b, expression: "record.x + \\"a\\" + y.z" }', "19:53: Unknown variable: y"],
    ['{ right: b, template: "a {X" }', "19:34: a lone {; write {{ for a brace"],
    ["{ right: b, template: 'a }} {}' }", "19:37: a field's name is missing between { and }"],
    [
      "{ left: a, right: b, toRight: record.a + record.c, toLeft: record.b }",
      "19:39: with toRight and toLeft, each may read the field opposite alone: record.a, not record.c",
    ],
  ])("CFG-8 is told with the place inside the text: %s", async (field, expected) => {
    expect(await linesOf(withField(field))).toEqual([expected]);
  });

  it("CFG-8 is told with the place inside a text of several lines, and in a side's filter", async () => {
    const block =
      'rules:\n      - side: right\n        expression: |\n          record.a != "" &&\n            recor.b\n        message: x';
    expect(await linesOf(withKey(block))).toEqual(["17:13: Unknown variable: recor"]);
    const folded = block.replace("|", ">-");
    expect(await linesOf(withKey(folded))).toEqual(["17:13: Unknown variable: recor"]);
    const plain =
      "rules:\n      - side: right\n        message: x\n        expression: record.a == 1 &&\n          recor.b";
    expect(await linesOf(withKey(plain))).toEqual(["17:11: Unknown variable: recor"]);
    const side = validText.replace("object: Case }", "object: Case, where: record.Origin == }");
    expect(await linesOf(side)).toEqual(["10:66: Unexpected token: EOF"]);
  });
});

describe("a wrong policy", () => {
  it.each([
    [
      "deletes: archive",
      '13:14: "deletes": `archive` needs what to write: { policy: archive, set: { left: { Field: value }, right: { field: value } } }',
    ],
    [
      "deletes: { policy: keep, set: { left: { a: b } } }",
      '13:14: "deletes": `set` goes with `policy: archive`',
    ],
    [
      "deletes: keap",
      '13:14: "deletes" must be keep, archive, propagate or a map of keys, not "keap" (keep)',
    ],
    ["guards: { maxDeletes: -1 }", '13:27: "maxDeletes" must be at least 0'],
    ["guards: { maxDeletes: many }", '13:27: "maxDeletes" must be a number or off, not "many"'],
    [
      "guards: { maxDeleteShare: 500% }",
      '13:31: "maxDeleteShare": a share is a percentage, like 10%, or off',
    ],
    [
      "guards: { flipWindow: soon }",
      '13:27: "flipWindow": a duration is a number above zero and a unit, like 30s or 5m',
    ],
    [
      "rules: [{ side: middle, expression: 'true', message: x }]",
      '13:21: "side" must be left or right, not "middle"',
    ],
    ["rules: [{ side: left, expression: 'true' }]", '13:13: the key "message" is missing in this item'],
    [
      "attachments: { visibility: all, maxBytes: 5 }",
      '13:47: "maxBytes" must be text, this is the number 5; put it in quotes',
    ],
    [
      "attachments: { visibility: all, maxBytes: 5 miles }",
      '13:47: "maxBytes": a size is a number and a unit, like 25MB',
    ],
    ["comments: maybe", '13:15: "comments" must be true or false or a map of keys, this is text'],
    ["comments: { visibilty: all }", '13:17: unknown key "visibilty" (visibility)'],
  ])("CFG-8 is told with its place: %s", async (key, expected) => {
    expect(await linesOf(withKey(key))).toEqual([expected]);
  });

  it("CFG-8 is told where a connector has no such comments, or can't tell who sees them", async () => {
    const chat = fullText
      .replace("syncs:", "  chat: { connector: chat }\nsyncs:")
      .replace("connection: zd, object: user", "connection: chat, object: thread");
    const withComments = (comments: string): string =>
      chat
        .replace("      - { left: name", `      - { left: name`)
        .replace("    fields:", `    comments: ${comments}\n    fields:`);
    expect(await linesOf(withComments("true"))).toContain(
      "9:5: sf (salesforce) has no comments of Contact that integ can keep in step",
    );
    const mixed = withComments("true")
      .replace("object: Contact", "object: Case")
      .replace(
        "  cases:\n    left: { connection: sf, object: Case",
        "  cases:\n    left: { connection: sf, object: Contact",
      )
      .replace(/ {4}(comments: \{|attachments).*\n/g, "");
    expect((await linesOf(mixed))[0]).toBe(
      "9:5: the left side does not tell which comments customers see, the other one does; say which are meant with visibility: all, public or private",
    );
  });
});

describe("references between syncs", () => {
  const pair = (name: string, left: string, right: string, fields: string): string =>
    `  ${name}:\n    left: { connection: sf, object: ${left} }\n    right: { connection: zd, object: ${right} }\n    fields:\n      - ${fields}\n`;
  const head =
    'connections:\n  sf: { connector: salesforce, loginUrl: "https://login.salesforce.com" }\n  zd: { connector: zendesk, subdomain: acme }\nsyncs:\n';

  it("SYN-15 that wait for each other are refused, and may stand when one does not wait", async () => {
    const a = pair("a", "Case", "ticket", "{ left: x, right: y, reference: b, required: true }");
    const b = (required: boolean): string =>
      pair("b", "Contact", "user", `{ left: x, right: y, reference: a, required: ${required} }`);
    expect(await linesOf(head + a + b(true))).toEqual([
      "9:41: required references in a circle: a → b → a; one of them must not be required",
      "14:41: required references in a circle: b → a → b; one of them must not be required",
    ]);
    expect((await syncsOf(head + a + b(false))).size).toBe(2);
  });

  it("SYN-15 to the sync itself may be required: a parent case", async () => {
    const a = pair("a", "Case", "ticket", "{ left: ParentId, right: parent, reference: a, required: true }");
    expect((await syncsOf(head + a)).size).toBe(1);
  });

  it("SYN-15 to a sync of other connections are refused", async () => {
    const other = pair("b", "Contact", "user", "{ left: x, right: y }").replace(
      "connection: zd",
      "connection: ze",
    );
    const a = pair("a", "Case", "ticket", "{ left: x, right: y, reference: b }");
    const text = head.replace("syncs:", "  ze: { connector: zendesk, subdomain: other }\nsyncs:") + a + other;
    expect(await linesOf(text)).toEqual(['10:41: the sync "b" joins sf and ze, this one joins sf and zd']);
  });
});
