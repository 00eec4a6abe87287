// A connection with a webhook is taken out of the configuration.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPair, type Pair, until } from "./pair.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await openPair([], { webhooks: true, unlimited: true });
});
afterAll(() => pair.stop());

it("ZDK-7 OPS-8 leaves no webhook at the vendor, whose secret goes as well", async () => {
  const daemon = await pair.daemon();
  await until(async () => {
    const { document } = await pair.json(["secrets", "list"]);
    return JSON.stringify(document).includes("zd/webhookSecret") ? [] : ["no signing secret yet"];
  });
  await daemon.end("SIGTERM");
  const file = join(pair.dir, "integ.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^syncs:[\s\S]*?(?=^server:)/m, ""));
  const { run, document } = await pair.json(["connections", "remove", "zd", "--yes"]);
  expect(run.code).toBe(0);
  expect(document).toMatchObject({ deletedSecrets: expect.arrayContaining(["webhookSecret"]), warnings: [] });
  const deletes = (await pair.requests()).filter(({ method }) => method === "DELETE");
  expect(deletes.map(({ path, status }) => [path.replace(/[^/]+$/, "ID"), status])).toEqual([
    ["/api/v2/webhooks/ID", 204],
    ["/api/v2/oauth/tokens/ID", 204],
  ]);
});
