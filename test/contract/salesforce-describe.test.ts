// The emulated org's standard objects are compared with descriptions recorded from a real one (API 48).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { isJsonObject, type Json, type JsonObject, objectAt, textAt } from "../../src/sandbox/json.ts";
import { describeObject } from "../../src/sandbox/salesforce/describe.ts";
import { OBJECT_TYPES } from "../../src/sandbox/salesforce/objects.ts";
import { objects } from "../sandbox/running.ts";
import { skipUnless } from "../skips.ts";

const folder = process.env.INTEG_SPECS_DIR ?? join(import.meta.dirname, "../../../shared/specs");
const fileOf = (object: string) => join(folder, "salesforce/recorded", `${object}_describe.yaml`);
const suite = skipUnless(
  existsSync(fileOf("Case")),
  "salesforce/recorded",
  "the emulated org is not compared with recorded descriptions; set INTEG_SPECS_DIR to their folder",
);

function recorded(object: string): JsonObject {
  const cassette: Json = parse(readFileSync(fileOf(object), "utf8"));
  const body = objectAt(objectAt(cassette, "response"), "body");
  const described: unknown = JSON.parse(textAt(body ?? {}, "string") ?? "{}");
  if (isJsonObject(described)) return described;
  throw new Error(`the recording of ${object} is no object`);
}

function emulated(object: string): JsonObject {
  const type = OBJECT_TYPES.find((each) => each.name === object);
  if (type === undefined) throw new Error(`the org has no ${object}`);
  return describeObject(type, "48.0");
}

/** What integ goes by, and what a person building on the sandbox would. */
const traits = [
  "type",
  "label",
  "length",
  "createable",
  "updateable",
  "nillable",
  "defaultedOnCreate",
  "filterable",
  "sortable",
  "relationshipName",
  "referenceTo",
  "idLookup",
  "autoNumber",
  "extraTypeInfo",
  "htmlFormatted",
  "soapType",
  "unique",
  "externalId",
  "caseSensitive",
];

function traitsOf(field: JsonObject): JsonObject {
  const values = objects(field, "picklistValues").map((entry) => entry.value ?? null);
  return { ...Object.fromEntries(traits.map((name) => [name, field[name] ?? null])), values };
}

suite("the emulated org and a real one", () => {
  it.each(["Case", "Contact", "Account"])("OPS-4 describe %s alike, field by field", (object) => {
    const real = new Map(objects(recorded(object), "fields").map((field) => [field.name, field]));
    const standard = objects(emulated(object), "fields").filter((field) => field.custom !== true);
    expect(standard.length).toBeGreaterThan(15);
    for (const field of standard) {
      const name = String(field.name);
      expect({ name, ...traitsOf(field) }).toEqual({ name, ...traitsOf(real.get(name) ?? {}) });
    }
  });

  it.each(["Case", "Contact", "Account"])(
    "OPS-4 tell the same of %s as a whole, by the same properties",
    (object) => {
      const real = recorded(object);
      const ours = emulated(object);
      expect(Object.keys(ours).filter((key) => !(key in real))).toEqual([]);
      const flags = Object.entries(ours).filter(([, value]) => typeof value === "boolean");
      expect(Object.fromEntries(flags)).toEqual(Object.fromEntries(flags.map(([key]) => [key, real[key]])));
      expect(
        Object.keys(objects(real, "fields")[0] ?? {}).filter(
          (key) => !(key in (objects(ours, "fields")[0] ?? {})),
        ),
      ).toEqual([]);
    },
  );
});
