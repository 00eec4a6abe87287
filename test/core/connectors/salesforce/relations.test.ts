// Contacts, accounts and what refers to what: descriptions, merges, the recycle bin.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followFeed, idOf, type OrgBench, openOrg, readOne } from "./org-bench.ts";

let org: OrgBench;

beforeEach(async () => {
  org = await openOrg();
});
afterEach(() => org.stop());

const contactFields = ["LastName", "AccountId", "Topics__c", "Profile__c"];

describe("contacts and accounts", () => {
  it("SFM-4 are described with what a reference may lead to, rich text as HTML, several choices, and decimals", async () => {
    const { fields } = await org.connection.object("Contact", contactFields).describe();
    const byName = new Map(fields.map((field) => [field.name, field]));
    expect(byName.get("AccountId")).toMatchObject({ type: "reference", refersTo: ["Account"] });
    expect(byName.get("OwnerId")).toMatchObject({ refersTo: ["User"] });
    expect(byName.get("Profile__c")).toMatchObject({ type: "longtext", format: "html" });
    expect(byName.get("Description")).not.toHaveProperty("format");
    expect(byName.get("Topics__c")).toMatchObject({
      type: "multipicklist",
      values: ["Billing", "Hardware", "Training"],
    });
    expect(byName.get("LastName")).toMatchObject({ required: true });
    const account = await org.connection.object("Account", ["Name"]).describe();
    const employees = account.fields.find((field) => field.name === "NumberOfEmployees");
    expect(employees).toMatchObject({ type: "number", decimals: 0 });
    const owner = (await org.connection.object("Case", ["OwnerId"]).describe()).fields;
    expect(owner.find((field) => field.name === "OwnerId")?.refersTo).toEqual(["Group", "User"]);
  });

  it("SYN-15 are made with references, and several choices as a list", async () => {
    const accounts = org.connection.object("Account", ["Name", "NumberOfEmployees"]);
    const contacts = org.connection.object("Contact", contactFields);
    const [account] = await accounts.create([
      { correlationKey: "a", fields: { Name: "Acme", NumberOfEmployees: 12 } },
    ]);
    const fields = {
      LastName: "Low",
      AccountId: idOf(account),
      Topics__c: ["Billing", "Training"],
      Profile__c: "<b>x</b>",
    };
    const [contact] = await contacts.create([{ correlationKey: "c", fields }]);
    expect(await readOne(contacts, idOf(contact))).toMatchObject({ fields, correlationKey: "c" });
    expect((await readOne(accounts, idOf(account)))?.fields.NumberOfEmployees).toBe(12);
    const [orphan] = await contacts.create([
      { correlationKey: "o", fields: { LastName: "Low", AccountId: "001Zz0000000001IAA" } },
    ]);
    expect(orphan).toMatchObject({ status: "failed", error: { vendorCode: "INVALID_CROSS_REFERENCE_KEY" } });
  });

  it("SYN-13 that were merged are told with the winner's id, by reads and by the feed", async () => {
    const port = org.connection.object("Contact", ["LastName"]);
    const winner = await org.make("contacts", { LastName: "Winner" });
    const loser = await org.make("contacts", { LastName: "Loser" });
    const case_ = await org.make("cases", { Subject: "x", ContactId: loser.Id });
    const follow = await followFeed(port);
    await org.sandbox.control("POST", `/salesforce/contacts/${winner.Id}/merge`, { ids: [loser.Id] });
    expect(await readOne(port, loser.Id)).toMatchObject({ deleted: true, mergedInto: winner.Id });
    expect(await readOne(port, winner.Id)).not.toHaveProperty("mergedInto");
    const seen = new Map((await follow()).map((record) => [record.id, record]));
    expect(seen.get(loser.Id)).toMatchObject({ deleted: true, mergedInto: winner.Id });
    const cases = org.connection.object("Case", ["ContactId"]);
    expect((await readOne(cases, case_.Id))?.fields.ContactId).toBe(winner.Id);
  });

  it("SYN-13 that were deleted without a merge name no winner, and are live again once undeleted", async () => {
    for (const [kind, object, field] of [
      ["contacts", "Contact", "LastName"],
      ["accounts", "Account", "Name"],
      ["cases", "Case", "Subject"],
    ] as const) {
      const port = org.connection.object(object, [field]);
      const record = await org.make(kind, { [field]: "back again" });
      const follow = await followFeed(port);
      await org.sandbox.control("DELETE", `/salesforce/${kind}/${record.Id}`);
      const gone = await readOne(port, record.Id);
      expect(gone).toMatchObject({ deleted: true });
      expect(gone).not.toHaveProperty("mergedInto");
      expect(await follow()).toMatchObject([{ id: record.Id, deleted: true }]);
      await org.sandbox.control("POST", `/salesforce/${kind}/${record.Id}/undelete`, {});
      expect(await readOne(port, record.Id)).toMatchObject({
        deleted: false,
        fields: { [field]: "back again" },
      });
      expect(await follow()).toMatchObject([{ id: record.Id, deleted: false }]);
    }
  });
});

describe("people", () => {
  it("SFM-4 who share an address are all told, for whoever maps to decide", async () => {
    const twins = [];
    for (const Name of ["One", "Two"]) twins.push(await org.make("users", { Name, Email: "Twin@x.example" }));
    const found = await org.connection.users?.ids(["twin@X.example"]);
    expect(found?.get("twin@x.example")).toEqual(twins.map((user) => user.Id));
  });

  it("SFM-4 are asked for in one call however many fields name them, and queues never", async () => {
    const [user] = [await org.make("users", { Name: "One", Email: "one@x.example" })];
    const before = (await org.sandbox.requests("salesforce")).length;
    await org.connection.users?.emails(["00GHs0000000001MAA"]);
    expect(await org.sandbox.requests("salesforce")).toHaveLength(before);
    const emails = await org.connection.users?.emails([user.Id, user.Id.slice(0, 15), user.Id]);
    expect([...(emails ?? [])]).toEqual([
      [user.Id, "one@x.example"],
      [user.Id.slice(0, 15), "one@x.example"],
    ]);
    const queries = (await org.sandbox.requests("salesforce")).filter((seen) => seen.path.endsWith("/query"));
    expect(queries).toHaveLength(1);
  });
});
