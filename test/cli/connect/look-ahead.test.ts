// What `integ connect` names as the next step.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { lookAhead } from "../../../src/cli/connect/look-ahead.ts";
import { openRegistry } from "../../../src/daemon/app.ts";
import { removeDirectories, temporaryDirectory } from "../../core/secrets/fixture.ts";

afterEach(removeDirectories);

const salesforce = "  sf: { connector: salesforce, loginUrl: https://acme.my.salesforce.com }\n";
const jira = "  dev: { connector: jira, baseUrl: https://acme.atlassian.net, auth: api-token }\n";
const zendesk = "  zd: { connector: zendesk, subdomain: acme }\n";
const pair = `syncs:
  cases:
    left: { connection: sf, object: Case }
    right: { connection: zd, object: ticket }
    match: [{ left: Subject, right: subject }]
    fields: [{ left: Subject, right: subject }]
`;

async function nextAfterSalesforce(text: string, stored: readonly string[]): Promise<string> {
  const file = join(await temporaryDirectory(), "integ.yaml");
  await writeFile(file, `connections:\n${text}`);
  const directories = { configFile: file, stateDir: "/nowhere", configNamed: true };
  const context = { env: {}, layers: { environment: null, flags: [] }, directories };
  const { next, warnings } = await lookAhead(context, openRegistry(file), "sf", stored);
  expect(warnings).toEqual([]);
  return next;
}

it("CFG-7 the next step is the connection that a sync waits for, then any other, then the sync", async () => {
  const whole = salesforce + jira + zendesk + pair;
  expect(await nextAfterSalesforce(whole, ["sf/clientSecret"])).toBe("integ connect zd");
  expect(await nextAfterSalesforce(whole, ["zd/apiToken"])).toBe("integ connect dev");
  expect(await nextAfterSalesforce(whole, ["zd/apiToken", "dev/apiToken"])).toBe("integ sync plan cases");
});

it("CFG-7 names no system that nobody has spoken of", async () => {
  const next = await nextAfterSalesforce(salesforce, ["sf/clientSecret"]);
  expect(next).toBe("Connect the other system: `integ connectors` lists what there is");
});
