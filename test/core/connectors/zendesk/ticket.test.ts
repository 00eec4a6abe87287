// A ticket both ways, without a vendor.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stampOf } from "../../../../src/core/connector-parts/versions.ts";
import { describeTicket } from "../../../../src/core/connectors/zendesk/fields.ts";
import { Ticket, TicketField } from "../../../../src/core/connectors/zendesk/schema.ts";
import {
  encodeCreate,
  encodeUpdate,
  idempotencyKey,
  toRecord,
} from "../../../../src/core/connectors/zendesk/ticket.ts";
import { ConfigError, ValidationError } from "../../../../src/core/contract/errors.ts";
import { ticketOf } from "./scripted-vendor.ts";

const recordOf = (facts: Readonly<Record<string, unknown>>, fields: readonly string[]) =>
  toRecord(Ticket.parse(ticketOf(35436, facts)), fields);

describe("a ticket as a record", () => {
  it("ZDK-1 has ids as texts, tags as a sorted set and blanks as null", () => {
    const record = recordOf(
      { tags: ["vip", "bug", "vip"], assignee_id: 235323, group_id: null, subject: "", external_id: "key-1" },
      ["tags", "assignee_id", "group_id", "subject", "external_id", "id"],
    );
    expect(record).toMatchObject({
      id: "35436",
      modifiedAt: "2026-05-06T07:30:00Z",
      correlationKey: "key-1",
      deleted: false,
      fields: {
        id: "35436",
        tags: ["bug", "vip"],
        assignee_id: "235323",
        group_id: null,
        subject: null,
        external_id: "key-1",
      },
    });
  });

  it("ZDK-3 ZDK-4 ZDK-9 names its group, form, brand and status by id", () => {
    const facts = { group_id: 1, ticket_form_id: 2, brand_id: 3, custom_status_id: 4 };
    expect(recordOf(facts, Object.keys(facts)).fields).toEqual({
      group_id: "1",
      ticket_form_id: "2",
      brand_id: "3",
      custom_status_id: "4",
    });
    expect(recordOf({}, ["brand_id"]).fields).toEqual({ brand_id: null });
  });

  it("ZDK-4 has custom fields under their ids, absent ones as null", () => {
    const custom = [
      { id: 27642, value: "745" },
      { id: 27648, value: true },
      { id: 27650, value: ["z", "a"] },
      { id: 27651, value: "" },
    ];
    const names = [
      "custom_field_27642",
      "custom_field_27648",
      "custom_field_27650",
      "custom_field_27651",
      "custom_field_1",
    ];
    expect(recordOf({ custom_fields: custom }, names).fields).toEqual({
      custom_field_27642: "745",
      custom_field_27648: true,
      custom_field_27650: ["a", "z"],
      custom_field_27651: null,
      custom_field_1: null,
    });
  });

  it("SYN-2 tells two changes of one second apart by their versions, whose stamp is the same", () => {
    const before = recordOf({ subject: "a" }, ["subject"]);
    const after = recordOf({ subject: "b" }, ["subject"]);
    expect(after.version).not.toBe(before.version);
    expect(stampOf(after.version)).toBe("2026-05-06T07:30:00Z");
    expect(stampOf("2026-05-06T07:30:00Z")).toBe("2026-05-06T07:30:00Z");
  });

  it("SYN-2 keeps its version when only what is not mapped differs", () => {
    const version = recordOf({ priority: "low" }, ["subject"]).version;
    expect(recordOf({ priority: "high", custom_fields: null }, ["subject"]).version).toBe(version);
  });

  it("SYN-13 is deleted, without fields, when its status says so", () => {
    expect(recordOf({ status: "deleted" }, ["subject"])).toMatchObject({ deleted: true, fields: {} });
  });
});

describe("values for the vendor", () => {
  it("ZDK-1 send the description as the first comment and the correlation key as external_id", () => {
    const fields = {
      subject: "Printer",
      description: "Smoke",
      priority: "high",
      tags: ["a"],
      assignee_id: "235323",
    };
    expect(encodeCreate(fields, "key-1")).toEqual({
      ticket: {
        subject: "Printer",
        priority: "high",
        tags: ["a"],
        assignee_id: 235323,
        comment: { body: "Smoke" },
        external_id: "key-1",
      },
    });
  });

  it.each([null, "", "  \n"])(
    "ZDK-1 take the subject for a blank description (%j), as a ticket needs a comment",
    (description) => {
      expect(encodeCreate({ subject: "Printer", description }, "k")).toMatchObject({
        ticket: { comment: { body: "Printer" } },
      });
    },
  );

  it("ZDK-1 refuse a create without any text instead of inventing one", () => {
    expect(encodeCreate({ subject: null, priority: "low" }, "k")).toMatchObject({
      error: { code: "E_RECORD_INVALID", retryable: false },
    });
  });

  it("ZDK-4 put custom fields into their list, blanks included", () => {
    expect(encodeUpdate({ custom_field_27642: "745", custom_field_27648: null, status: "solved" })).toEqual({
      ticket: {
        status: "solved",
        custom_fields: [
          { id: 27642, value: "745" },
          { id: 27648, value: null },
        ],
      },
    });
  });

  it.each([
    [{ status: "open", custom_status_id: "7" }, { custom_status_id: 7 }],
    [{ custom_status_id: "7" }, { custom_status_id: 7 }],
    [{ status: "open", custom_status_id: null }, { status: "open" }],
    [
      { group_id: "1", brand_id: "2", ticket_form_id: "3" },
      { group_id: 1, brand_id: 2, ticket_form_id: 3 },
    ],
    [{ group_id: null }, { group_id: null }],
  ])(
    "ZDK-4 send one word for the state of a ticket, the finer one, and ids as numbers: %j",
    (fields, ticket) => {
      expect(encodeUpdate(fields)).toEqual({ ticket });
    },
  );

  it.each([
    [{ custom_status_id: null }, "E_RECORD_INVALID"],
    [{ brand_id: "Acme" }, "E_RECORD_INVALID"],
    [{ from_messaging_channel: true }, "E_RECORD_INVALID"],
    [{ description: "new" }, "E_RECORD_INVALID"],
    [{ id: "1" }, "E_RECORD_INVALID"],
    [{ assignee_id: "Bob" }, "E_RECORD_INVALID"],
    [{ assignee_id: "99999999999999999999" }, "E_RECORD_INVALID"],
    [{ tags: [1] }, "E_RECORD_INVALID"],
    [{ status: null }, "E_RECORD_INVALID"],
    [{ subject: { a: 1 } }, "E_RECORD_INVALID"],
    [{ colour: "red" }, "E_FIELD_UNKNOWN"],
    [{ constructor: "x" }, "E_FIELD_UNKNOWN"],
  ])("ZDK-8 refuse an update with %j", (fields, code) => {
    const outcome = encodeUpdate(fields);
    expect(outcome).toMatchObject({ error: { code } });
    if ("error" in outcome)
      expect(outcome.error).toBeInstanceOf(code === "E_FIELD_UNKNOWN" ? ConfigError : ValidationError);
  });

  it("SYN-10 keep idempotency keys within the vendor's 255 characters, the same for the same key", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 600 }), (key) => {
        expect(idempotencyKey(key).length).toBeLessThanOrEqual(255);
        expect(idempotencyKey(key)).toBe(idempotencyKey(key));
        if (key.length <= 255) expect(idempotencyKey(key)).toBe(key);
      }),
    );
    expect(idempotencyKey("a".repeat(256))).not.toBe(idempotencyKey("a".repeat(257)));
  });

  it("SYN-2 survive the way to the vendor and back", () => {
    const tag = fc.stringMatching(/^[a-z_]{1,12}$/);
    const values = fc.record({
      subject: fc.string({ minLength: 1 }),
      priority: fc.constantFrom(null, "low", "normal", "high", "urgent"),
      tags: fc.uniqueArray(tag, { minLength: 1 }).map((tags) => tags.sort()),
      assignee_id: fc.option(fc.integer({ min: 1, max: 2 ** 52 }).map(String)),
      custom_field_7: fc.option(fc.string({ minLength: 1 })),
    });
    fc.assert(
      fc.property(values, (fields) => {
        const encoded = encodeUpdate(fields);
        const sent = "ticket" in encoded ? encoded.ticket : {};
        expect(recordOf(sent, Object.keys(fields)).fields).toEqual(fields);
      }),
    );
  });
});

describe("the description of a ticket", () => {
  const listed = [
    { id: 1, type: "subject", title: "Betreff", active: true },
    {
      id: 2,
      type: "priority",
      title: "Priority",
      active: true,
      system_field_options: [
        { name: "Normal", value: "normal" },
        { name: "High", value: "high" },
      ],
    },
    {
      id: 3,
      type: "status",
      title: "Status",
      active: true,
      system_field_options: [{ name: "Open", value: "open" }],
    },
    {
      id: 27642,
      type: "tagger",
      title: "Product",
      active: true,
      custom_field_options: [{ id: 9, name: "Television", value: "tv" }],
    },
    { id: 27643, type: "checkbox", title: "VIP", active: true },
    { id: 27644, type: "text", title: "Old", active: false },
    { id: 4, type: "custom_status", title: "Ticket status", active: true },
  ].map((field) => TicketField.parse(field));
  const choices = new Map([["brand_id", [{ id: "3", label: "Acme" }]]]);
  const byName = new Map(describeTicket(listed, choices).fields.map((field) => [field.name, field]));

  it("ZDK-4 names custom fields by id, with type and options, and leaves inactive ones out", () => {
    expect(byName.get("custom_field_27642")).toMatchObject({
      label: "Product",
      type: "picklist",
      values: ["tv"],
      labels: { tv: "Television" },
    });
    expect(byName.get("custom_field_27643")).toMatchObject({ type: "boolean", values: null });
    expect(byName.has("custom_field_27644")).toBe(false);
    expect(byName.has("custom_field_4")).toBe(false);
  });

  it("ZDK-1 takes labels and options of the account, but knows all states a ticket can have", () => {
    expect(byName.get("subject")).toMatchObject({ label: "Betreff", type: "text" });
    expect(byName.get("priority")?.values).toEqual(["normal", "high"]);
    expect(byName.get("status")?.values).toContain("closed");
  });

  it("ZDK-4 ZDK-9 lists what the account names by id, and nothing for what was not asked for", () => {
    expect(byName.get("brand_id")).toMatchObject({ type: "reference", values: ["3"], labels: { 3: "Acme" } });
    expect(byName.get("ticket_form_id")).toMatchObject({ values: null });
    expect(byName.get("ticket_form_id")?.labels).toBeUndefined();
    expect(byName.get("custom_status_id")).toMatchObject({ label: "Ticket status", values: null });
    expect(byName.get("priority")?.labels).toEqual({ normal: "Normal", high: "High" });
    expect(byName.get("status")?.labels).toEqual({ open: "Open" });
  });

  it("ZDK-1 says that the description is written at creation only and external_id by us", () => {
    expect(byName.get("description")).toMatchObject({ creatable: true, updatable: false });
    expect(byName.get("external_id")).toMatchObject({ creatable: false });
  });
});
