import { afterEach, beforeEach, expect, it } from "vitest";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { member, objects, type Reply, type Running, start, until } from "./running.ts";

let sandbox: Running;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.stop());

const ticket = (subject: string, more: JsonObject = {}) => ({ subject, comment: { body: "b" }, ...more });
const jobOf = (reply: Reply) => member(reply.json, "job_status");

async function finished(reply: Reply): Promise<JsonObject> {
  const path = new URL(String(jobOf(reply).url)).pathname;
  const ask = async () => jobOf(await sandbox.zendesk("GET", path));
  return until(ask, (job) => job.status === "completed");
}

it("OPS-4 runs create_many as a job whose completed results can hold failed rows", async () => {
  const reply = await sandbox.zendesk("POST", "/api/v2/tickets/create_many.json", {
    body: { tickets: [ticket("a"), { subject: "no comment" }, ticket("c")] },
  });
  expect([reply.status, jobOf(reply).status, jobOf(reply).total, jobOf(reply).results]).toEqual([
    200,
    "queued",
    3,
    null,
  ]);
  const job = await finished(reply);
  expect(objects(job, "results")).toEqual([
    { index: 0, id: expect.any(Number), action: "create", status: "Created", success: true },
    {
      index: 1,
      action: "create",
      status: "Failed",
      success: false,
      error: "RecordInvalid",
      details: "Description: cannot be blank",
    },
    { index: 2, id: expect.any(Number), action: "create", status: "Created", success: true },
  ]);
  expect(job).toMatchObject({ progress: 3, message: expect.stringMatching(/^Completed at /) });
});

it("OPS-4 updates many with a value each or one for all, and deletes many", async () => {
  const made = await finished(
    await sandbox.zendesk("POST", "/api/v2/tickets/create_many", {
      body: { tickets: [ticket("a"), ticket("b", { status: "closed" })] },
    }),
  );
  const [open, closed] = objects(made, "results").map((row) => Number(row.id));
  const each = await sandbox.zendesk("PUT", "/api/v2/tickets/update_many", {
    body: {
      tickets: [
        { id: open ?? 0, subject: "A" },
        { id: closed ?? 0, subject: "B" },
        { id: 7, subject: "C" },
      ],
    },
  });
  expect(objects(await finished(each), "results")).toMatchObject([
    { id: open, action: "update", status: "Updated", success: true },
    { id: closed, success: false, error: "RecordInvalid", details: "Status: closed prevents ticket update" },
    { id: 7, success: false, error: "RecordNotFound" },
  ]);
  const shared = await sandbox.zendesk("PUT", `/api/v2/tickets/update_many.json?ids=${open}`, {
    body: { ticket: { additional_tags: ["x"] } },
  });
  await finished(shared);
  const shown = await sandbox.zendesk("GET", `/api/v2/tickets/${open}`);
  expect(member(shown.json, "ticket")).toMatchObject({ subject: "A", tags: ["x"] });
  const removed = await sandbox.zendesk("DELETE", `/api/v2/tickets/destroy_many?ids=${open},${open}`);
  expect(objects(await finished(removed), "results").map((row) => row.success)).toEqual([true, false]);
});

it("OPS-4 takes 100 rows and 30 open jobs at most, and forgets a job after a day", async () => {
  const many = Array.from({ length: 101 }, (_, index) => ticket(String(index)));
  expect(
    (await sandbox.zendesk("POST", "/api/v2/tickets/create_many", { body: { tickets: many } })).status,
  ).toBe(400);
  const first = await sandbox.zendesk("DELETE", "/api/v2/tickets/destroy_many?ids=7");
  await finished(first);
  await sandbox.control("POST", "/settings", { zendesk: { jobQueueMs: 60_000, limits: { openJobs: 1 } } });
  await sandbox.zendesk("DELETE", "/api/v2/tickets/destroy_many?ids=7");
  const refused = await sandbox.zendesk("DELETE", "/api/v2/tickets/destroy_many?ids=7");
  expect([refused.status, member(refused.json).error]).toEqual([429, "TooManyJobs"]);
  expect(refused.headers.get("zendesk-ratelimit-inflight-jobs")).toContain("remaining=0");
  sandbox.clock.advance(86_400_001);
  const token = { authorization: `Basic ${btoa("integration@sandbox.example/token:sandbox-api-token")}` };
  const path = new URL(String(jobOf(first).url)).pathname;
  expect((await sandbox.zendesk("GET", path, { headers: token })).status).toBe(404);
});
