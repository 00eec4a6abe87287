// The JSON Schema of integ.yaml, for editors: the same zod schemas the loader uses.
import { z } from "zod";
import type { Registry } from "../connectors/registry.ts";
import { ConfigFile, ConnectionBase } from "./schema.ts";
import { inputSchema } from "./schema-keys.ts";

type SchemaNode = Readonly<Record<string, unknown>>;

function asNode(value: unknown): SchemaNode {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/**
 * JSON Schema (draft 7, which editors support best) of the whole file, with the settings of every
 * registered connector. Loads all of them.
 */
export async function jsonSchema(registry: Registry): Promise<SchemaNode> {
  const file = asNode(z.toJSONSchema(ConfigFile, { io: "input", target: "draft-7" }));
  const base = asNode(z.toJSONSchema(ConnectionBase, { io: "input", target: "draft-7" }));
  const connectors = await Promise.all(
    registry.ids().map(async (id) => {
      const { configSchema } = await registry.load(id);
      return connectionSchema(id, inputSchema(configSchema), asNode(base.properties));
    }),
  );
  const fromPackage = {
    ...withoutSchema(base),
    properties: { ...asNode(base.properties), connector: { type: "string", pattern: "^package:" } },
  };
  const properties = asNode(file.properties);
  const connections = {
    type: ["object", "null"],
    propertyNames: { pattern: "^[a-z][a-z0-9-]{0,62}$" },
    additionalProperties: { anyOf: [...connectors, fromPackage] },
    description: "The systems, by a name of your choice",
  };
  return { ...file, title: "integ.yaml", properties: { ...properties, connections } };
}

function withoutSchema(node: SchemaNode): SchemaNode {
  const { $schema: _, ...rest } = node;
  return rest;
}

/** The connector's own schema with the keys every connection may have; alternatives get them each. */
function connectionSchema(id: string, own: SchemaNode | null, baseProperties: SchemaNode): SchemaNode {
  const connector = { const: id };
  if (own === null)
    return { type: "object", properties: { ...baseProperties, connector }, required: ["connector"] };
  for (const key of ["anyOf", "oneOf"]) {
    const branches = own[key];
    if (!Array.isArray(branches)) continue;
    return { anyOf: branches.map((branch) => connectionSchema(id, asNode(branch), baseProperties)) };
  }
  const required = Array.isArray(own.required) ? own.required : [];
  return {
    ...withoutSchema(own),
    properties: { ...baseProperties, ...asNode(own.properties), connector },
    required: [...new Set(["connector", ...required])],
  };
}
