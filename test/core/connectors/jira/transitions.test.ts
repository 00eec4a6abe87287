import { describe, expect, it } from "vitest";
import type { FieldValues } from "../../../../src/core/contract/records.ts";
import { answeringVendor, issueOf, projectRoutes, type Route, states } from "./answering-vendor.ts";

const stamp = "2026-05-06T07:30:00.123Z~digest";
type State = keyof typeof states;

const resolution = {
  required: true,
  name: "Resolution",
  schema: { type: "resolution", system: "resolution" },
  allowedValues: [{ id: "10", name: "Done" }],
};

/** An issue that stands somewhere in a workflow; the ways of each state by where they lead. */
function workflow(ways: Partial<Record<State, readonly State[]>>, from: State, needsResolution = false) {
  let at = from;
  const walked: State[] = [];
  const bodies: unknown[] = [];
  const transitions = () =>
    (ways[at] ?? []).map((to) => ({
      id: states[to].id,
      name: `to ${to}`,
      to: states[to],
      hasScreen: true,
      fields: needsResolution && to === "done" ? { resolution } : {},
    }));
  const routes: readonly Route[] = [
    ["POST /rest/api/3/issue/bulkfetch", () => ({ body: { issues: [issueOf(7, { status: states[at] })] } })],
    ["GET /rest/api/3/issue/7/transitions", () => ({ body: { transitions: transitions() } })],
    [
      "POST /rest/api/3/issue/7/transitions",
      ({ json }) => {
        bodies.push(json);
        const { transition } = json as { transition: { id: string } };
        at = Object.keys(states).find((state) => states[state as State].id === transition.id) as State;
        walked.push(at);
        return { status: 204 };
      },
    ],
    ["PUT /rest/api/3/issue/7", () => ({ status: 204 })],
  ];
  return { routes, walked, bodies };
}

function open(flow: ReturnType<typeof workflow>, config = {}) {
  const vendor = answeringVendor(config, ...flow.routes, ...projectRoutes());
  const port = vendor.connection.object("issue:SUP:Bug", ["status"]);
  const write = (fields: FieldValues) => port.update([{ id: "7", fields, expectedVersion: stamp }]);
  return { vendor, write, port };
}

const line = { open: ["work"], work: ["open", "review"], review: ["work", "done"], done: ["open"] } as const;

describe("the way to a state", () => {
  it("JRA-2 takes the transition that leads there", async () => {
    const flow = workflow(line, "open");
    expect(await open(flow).write({ status: "In Progress" })).toEqual([{ status: "done", id: "7" }]);
    expect(flow.walked).toEqual(["work"]);
  });

  it("JRA-2 goes several steps, and back over a way it has seen", async () => {
    const flow = workflow(line, "open");
    const { write } = open(flow);
    expect(await write({ status: "Done" })).toMatchObject([{ status: "done" }]);
    expect(flow.walked).toEqual(["work", "review", "done"]);
    expect(await write({ status: "In Review" })).toMatchObject([{ status: "done" }]);
    expect(flow.walked).toEqual(["work", "review", "done", "open", "work", "review"]);
  });

  it("JRA-2 makes no step where the issue is there, by name or by category", async () => {
    const flow = workflow(line, "review");
    const { vendor, write } = open(flow);
    await write({ status: "In Review" });
    await write({ statusCategory: "indeterminate" });
    expect(flow.walked).toEqual([]);
    expect(vendor.sent("GET /rest/api/3/issue/7/transitions")).toEqual([]);
  });

  it("JRA-2 reaches a category by the first state of it", async () => {
    const flow = workflow(line, "open");
    await open(flow).write({ statusCategory: "done" });
    expect(flow.walked.at(-1)).toBe("done");
  });

  it("JRA-2 says which states can be reached when it knows no way, and resolves nothing on the way", async () => {
    const flow = workflow({ open: ["done", "work"], work: ["open"] }, "open");
    const [result] = await open(flow).write({ status: "In Review" });
    expect(result).toMatchObject({ error: { code: "E_TRANSITION", retryable: false } });
    expect(result?.status === "failed" && result.error.message).toContain('"Open"');
    expect(flow.walked).not.toContain("done");
  });

  it("JRA-2 fills what a screen requires from the settings, and only where the issue has none", async () => {
    const flow = workflow({ open: ["done"] }, "open", true);
    await open(flow, { transitionFields: { resolution: "Done" } }).write({ status: "Done" });
    expect(flow.bodies).toEqual([{ transition: { id: "4" }, fields: { resolution: { id: "10" } } }]);
  });

  it("JRA-2 puts no default over what a person has chosen", async () => {
    const flow = workflow({ open: ["done"] }, "open", true);
    const { vendor, write } = open(flow, { transitionFields: { resolution: "Done" } });
    const chosen = { status: states.open, resolution: { id: "11", name: "Won't do" } };
    vendor.answer(["POST /rest/api/3/issue/bulkfetch", { issues: [issueOf(7, chosen)] }]);
    await write({ status: "Done" });
    expect(flow.bodies).toEqual([{ transition: { id: "4" } }]);
  });

  it("JRA-2 names the field a screen requires and nobody gave", async () => {
    const flow = workflow({ open: ["done"] }, "open", true);
    expect(await open(flow).write({ status: "Done" })).toMatchObject([
      { error: { code: "E_RECORD_INVALID", message: expect.stringContaining("resolution") } },
    ]);
    expect(flow.walked).toEqual([]);
  });

  it("JRA-2 is a missing right when Jira offers no transition at all", async () => {
    const flow = workflow({}, "open");
    expect(await open(flow).write({ status: "Done" })).toMatchObject([
      { error: { code: "E_RECORD_FORBIDDEN" } },
    ]);
  });

  it("JRA-2 comes before the values when an issue is reopened, which may be locked until then", async () => {
    const flow = workflow(line, "done");
    const { vendor, write } = open(flow);
    await write({ status: "Open", summary: "again" });
    const calls = vendor.requests.map(({ method, path }) => `${method} ${path}`);
    expect(calls.indexOf("POST /rest/api/3/issue/7/transitions")).toBeLessThan(
      calls.indexOf("PUT /rest/api/3/issue/7"),
    );
  });

  it("JRA-2 is walked after a create, and a create that stops on the way is in doubt, not gone", async () => {
    const flow = workflow({ open: ["work"], work: [] }, "open");
    const { vendor, port } = open(flow);
    vendor.answer(["POST /rest/api/3/issue", { id: "7", key: "SUP-7" }]);
    const create = (status: string) =>
      port.create([{ correlationKey: "k", fields: { summary: "a", status } }]);
    expect(await create("In Progress")).toEqual([{ status: "done", id: "7" }]);
    expect(flow.walked).toEqual(["work"]);
    expect(await create("Done")).toMatchObject([{ error: { code: "E_OUTCOME_UNKNOWN", effect: "unknown" } }]);
  });
});
