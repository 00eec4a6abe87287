// The actions of a connection as data: for people, scripts and agents that choose one by it.
import { z } from "zod";
import { nearestName } from "../config/nearest.ts";
import type { Action, ActionSummary } from "../contract/actions.ts";
import type { Connection } from "../contract/connector.ts";
import { IntegrationError, ValidationError } from "../contract/errors.ts";

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ActionDescription extends ActionSummary {
  /** What may be given; what has a default may be left out. */
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** In the connector's own order. No call is made. */
export function describeActions(connection: Connection): readonly ActionDescription[] {
  return (connection.actions ?? []).map((action) => ({
    id: action.id,
    title: action.title,
    effect: action.effect,
    input: schemaOf(action.inputSchema, "input"),
    output: schemaOf(action.outputSchema, "output"),
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

/** @throws IntegrationError E_ACTION_UNKNOWN, with the one that may have been meant */
export function findAction(connection: Connection, id: string): Action {
  const actions = connection.actions ?? [];
  const action = actions.find((one) => one.id === id);
  if (action !== undefined) return action;
  const ids = actions.map((one) => one.id);
  const nearest = nearestName(id, ids);
  const meant = nearest === undefined ? "" : `Did you mean ${nearest}? `;
  const known = ids.length === 0 ? "It has none" : `It has ${ids.join(", ")}`;
  throw new IntegrationError({
    code: "E_ACTION_UNKNOWN",
    message: `${connection.name} (${connection.manifest.title}) has no action ${id}`,
    hint: `${meant}${known}.`,
    connection: connection.name,
  });
}

/** The input with defaults filled in. @throws ValidationError E_INPUT naming each place that is wrong */
export function readInput(connection: Connection, action: Action, input: unknown): unknown {
  const read = action.inputSchema.safeParse(input);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => {
    const place = path.join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  throw new ValidationError({
    code: "E_INPUT",
    message: `The input of ${action.id} is wrong: ${wrong.join("; ")}`,
    hint: `\`integ actions ${connection.name}\` shows what it takes.`,
    connection: connection.name,
    operation: action.id,
  });
}
