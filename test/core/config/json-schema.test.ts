import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonSchema } from "../../../src/core/config/json-schema.ts";
import { starterConfig } from "../../../src/core/config/starter.ts";
import { builtinConnectors, createRegistry, type Registry } from "../../../src/core/connectors/registry.ts";
import { examplePair } from "./starter-pairs.ts";
import { fullRegistry, fullText, stubRegistry, validText } from "./stub-connectors.ts";

async function validator(registry: Registry): Promise<(text: string) => boolean> {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  const validate = ajv.compile(await jsonSchema(registry));
  return (text) => validate(parse(text));
}

describe("jsonSchema", () => {
  it("CFG-1 accepts what the loader accepts and refuses unknown keys everywhere", async () => {
    const accepts = await validator(stubRegistry());
    expect(accepts(validText)).toBe(true);
    expect(accepts(starterConfig([], await examplePair()))).toBe(true);
    expect(accepts("connections: { x: { connector: 'package:y', anything: 1 } }")).toBe(true);
    expect(accepts(validText.replace("schedule:", "scheduel:"))).toBe(false);
    expect(accepts(validText.replace("subdomain:", "subdomian:"))).toBe(false);
    expect(accepts(validText.replace("server:", "sever:"))).toBe(false);
    expect(accepts(validText.replace("  cases:", "  Cases:"))).toBe(false);
  });

  it("CFG-1 knows every key of a sync, and no other", async () => {
    const accepts = await validator(fullRegistry());
    expect(accepts(fullText)).toBe(true);
    for (const key of [
      "where",
      "guards",
      "maxDeletes",
      "rules",
      "when",
      "visibility",
      "maxBytes",
      "unit",
      "default",
    ]) {
      expect([key, accepts(fullText.replaceAll(`${key}:`, `${key}x:`))]).toEqual([key, false]);
    }
    for (const key of ["reference", "required", "users", "format", "zone", "template", "constant", "toRight"])
      expect([key, accepts(fullText.replaceAll(`${key}:`, `${key}x:`))]).toEqual([key, false]);
    expect(accepts(fullText.replace("policy: archive", "policy: archiv"))).toBe(false);
    expect(accepts(fullText.replace("conflicts: merge", "conflicts: merged"))).toBe(false);
  });

  it("CFG-1 covers the settings of the connectors that come with integ", async () => {
    const accepts = await validator(createRegistry({ entries: builtinConnectors }));
    expect(accepts("connections: { zd: { connector: zendesk, subdomain: acme, concurrency: 2 } }")).toBe(
      true,
    );
    expect(accepts("connections: { zd: { connector: zendesk, subdomian: acme } }")).toBe(false);
  });
});
