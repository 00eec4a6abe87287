// `call-own-api`: a Scripted REST API of the instance's own, which may start a flow or do anything else its author wrote.
// Its address begins with its scope: x_… of an application, or the instance's number for the global one.
// Source: servicenow.com docs "Scripted REST APIs".
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import type { ActionContext } from "./context.ts";

const Answer = z.object({ result: z.json() });

export const callOwnApi = defineAction({
  id: "call-own-api",
  title: "Call a Scripted REST API of the instance, such as one that starts a flow",
  effect: "once",
  inputSchema: z.strictObject({
    path: z
      .string()
      .regex(
        /^\/api\/(x_\w+|\d+)(\/[\w-]+)+$/,
        "must be a path of a Scripted REST API: /api/x_…/… or /api/NUMBER/…",
      )
      .describe("Path of the resource (/api/x_acme/flows/start)"),
    body: z.record(z.string(), z.json()).default({}).describe("What is posted there"),
  }),
  outputSchema: z.object({ answer: z.json() }),
  nextSteps: {
    E_VENDOR_ANSWER:
      "Check the path (System Web Services > Scripted REST APIs) and what the script answers, then run the action again.",
  },
  run: async ({ calls }: ActionContext, { path, body }) => {
    const { result } = await calls.send(Answer, {
      method: "POST",
      path,
      json: body,
      operation: "call scripted API",
      endpointClass: "actions",
      effect: "once",
    });
    return { answer: result };
  },
  evidence: ({ path }) => `what the script behind ${path} makes, and the instance's log (System Logs > All)`,
});
