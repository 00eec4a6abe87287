// `show-business-rule`: the rule that tells integ of changes, for those who make it by hand: where the integration's
// user may not, and to read before it is let in. The secret is not in it: the script takes it from a system property.
import { z } from "zod";
import { defineAction } from "../../../connector-parts/actions.ts";
import { renderBusinessRule } from "../business-rule.ts";
import type { ActionContext } from "./context.ts";
import { TableName } from "./parts.ts";

export const showBusinessRule = defineAction({
  id: "show-business-rule",
  title: "Show the business rule that tells integ of changes, to make it by hand",
  effect: "read",
  inputSchema: z.strictObject({
    table: TableName.default("incident").describe("Table whose changes it tells"),
    url: z
      .url({ protocol: /^https?$/ })
      .describe("Address of integ's webhooks (https://integ.acme.example/webhooks/NAME)"),
    secretProperty: z
      .string()
      .regex(/^[\w.]+$/)
      .default("integ.webhook.secret")
      .describe("Name of the system property that holds the secret"),
  }),
  outputSchema: z.object({ steps: z.array(z.string()), script: z.string() }),
  run: async ({ settings, connection }: ActionContext, { table, url, secretProperty }) => ({
    steps: [
      `System Properties > All: New, name ${secretProperty}, type password2, a long random value; \`integ secrets set ${connection}/webhookSecret --force\` stores the same one here.`,
      `System Definition > Business Rules: New, table ${table}, advanced, when async, order ${settings.ruleOrder}, on insert, update and delete.`,
      "Put the script below on its Advanced tab and activate it.",
    ],
    script: renderBusinessRule({ url, secretProperty }),
  }),
});
