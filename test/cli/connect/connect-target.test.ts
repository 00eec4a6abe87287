// What is said of a connection that the configuration does not have.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { requireConnection } from "../../../src/cli/connect/connect-target.ts";
import { removeDirectories, temporaryDirectory } from "../../core/secrets/fixture.ts";

afterEach(removeDirectories);

it("BAS-3 an unknown connection is told with the nearest one, or with the command that lists them", async () => {
  const file = join(await temporaryDirectory(), "integ.yaml");
  await writeFile(file, "connections:\n  zendesk: { connector: zendesk, subdomain: acme }\n");
  await requireConnection(file, "zendesk");
  const unknown = (name: string) => expect(requireConnection(file, name)).rejects;
  await unknown("zendeks").toMatchObject({ code: "E_NOT_FOUND", hint: "Did you mean zendesk?" });
  await unknown("NOPE").toMatchObject({ hint: "`integ connections list` shows them." });
});
