import { describe, expect, it } from "vitest";
import { answeringVendor, breaks, type Route } from "./answering-vendor.ts";

const ask = { requestKey: "K", signal: new AbortController().signal };
const api = "/rest/api/3";

function acting(...routes: readonly Route[]) {
  const vendor = answeringVendor({}, ...routes);
  return {
    vendor,
    act: async (id: string, input: object) => {
      const action = vendor.connection.actions?.find((one) => one.id === id);
      return action?.run(action.inputSchema.parse(input), ask);
    },
  };
}

describe("what is made unless it is there", () => {
  const ink = { id: "7", name: "Ink", description: "" };
  const components = `GET ${api}/project/SUP/components`;

  it("JRA-5 is not made where it is there", async () => {
    const { vendor, act } = acting([components, [ink]]);
    expect(await act("create-component", { project: "SUP", name: "Ink" })).toMatchObject({
      id: "7",
      created: false,
    });
    expect(vendor.sent("POST")).toEqual([]);
  });

  it("JRA-5 is looked for once more where its answer was lost, and not sent again", async () => {
    let isMade = false;
    const { vendor, act } = acting(
      [components, () => ({ body: isMade ? [ink] : [] })],
      [
        `POST ${api}/component`,
        () => {
          isMade = true;
          return breaks();
        },
      ],
    );
    expect(await act("create-component", { project: "SUP", name: "Ink" })).toMatchObject({
      id: "7",
      created: true,
    });
    expect(vendor.sent("POST")).toHaveLength(1);
  });

  it("JRA-5 stays a failure where it is not there afterwards either", async () => {
    const { act } = acting([components, []], [`POST ${api}/component`, breaks]);
    await expect(act("create-component", { project: "SUP", name: "Ink" })).rejects.toMatchObject({
      effect: "unknown",
    });
  });

  it("JRA-5 a version goes to the project by its id, as Jira wants it", async () => {
    const { vendor, act } = acting(
      [`GET ${api}/project/SUP/versions`, []],
      [`GET ${api}/project/SUP`, { id: "10000", key: "SUP" }],
      [`POST ${api}/version`, { id: "9", name: "1.0" }],
    );
    await act("create-version", { project: "SUP", name: " 1.0 " });
    expect(vendor.sent("POST")).toMatchObject([{ json: { projectId: 10000, name: "1.0" } }]);
  });
});

describe("a search", () => {
  it("JRA-6 goes on by the token, and gives documents as Markdown", async () => {
    const strong = { type: "text", text: "out", marks: [{ type: "strong" }] };
    const paragraph = { type: "paragraph", content: [{ type: "text", text: "It is " }, strong] };
    const description = { type: "doc", version: 1, content: [paragraph] };
    const { vendor, act } = acting([
      `POST ${api}/search/jql`,
      {
        issues: [{ id: "1", key: "SUP-1", fields: { description, priority: { name: "High" } } }],
        nextPageToken: "t2",
      },
    ]);
    expect(
      await act("search", { jql: "project = SUP", fields: ["description"], limit: 1, next: "t1" }),
    ).toEqual({
      issues: [
        { id: "1", key: "SUP-1", fields: { description: "It is **out**", priority: { name: "High" } } },
      ],
      next: "t2",
    });
    const json = { jql: "project = SUP", fields: ["description"], maxResults: 1, nextPageToken: "t1" };
    expect(vendor.sent("POST")).toMatchObject([{ json }]);
  });

  it("JRA-6 of a server goes on by the offset", async () => {
    const vendor = answeringVendor({ deployment: "data-center", auth: "personal-token" }, [
      "POST /rest/api/2/search",
      ({ json }) => {
        const { startAt } = json as { startAt: number };
        return { body: { issues: [{ id: String(startAt), key: `SUP-${startAt}` }], total: 2 } };
      },
    ]);
    const action = vendor.connection.actions?.find(({ id }) => id === "search");
    const page = (next?: string) => action?.run(action.inputSchema.parse({ jql: "x", next }), ask);
    expect(await page()).toMatchObject({ next: "1" });
    expect(await page("1")).toMatchObject({ issues: [{ key: "SUP-1" }], next: null });
  });
});

describe("people and ways", () => {
  it("JRA-5 may be assigned a project's issues or one issue, not both", async () => {
    const { vendor, act } = acting([/assignable/, [{ accountId: "5b", displayName: "Dana" }]]);
    expect(await act("assignable-people", { issue: "SUP-1" })).toEqual({
      people: [{ id: "5b", name: "Dana", email: null, active: true }],
    });
    expect(vendor.requests[0]?.query).toMatchObject({ issueKey: "SUP-1" });
    await expect(act("assignable-people", { issue: "SUP-1", project: "SUP" })).rejects.toThrow("either");
  });

  it("JRA-2 tells what a transition's screen asks for, and leaves out what is not open", async () => {
    const field = { name: "Resolution", required: true, schema: { type: "resolution" } };
    const { act } = acting([
      `GET ${api}/issue/SUP-1/transitions`,
      {
        transitions: [
          { id: "4", name: "Resolve", to: { id: "5", name: "Done" }, fields: { resolution: field } },
          { id: "6", name: "Reopen", to: { id: "1", name: "Open" }, isAvailable: false },
        ],
      },
    ]);
    expect(await act("transitions", { issue: "SUP-1" })).toEqual({
      transitions: [
        {
          id: "4",
          name: "Resolve",
          to: "Done",
          category: null,
          requires: [{ field: "resolution", name: "Resolution" }],
        },
      ],
    });
  });
});
