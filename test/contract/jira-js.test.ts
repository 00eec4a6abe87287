// The community's Jira client, unmodified, against the sandbox. It holds every answer against shapes of its own.
import { createCloudClient, isApiError, isNotFoundError, isRateLimitError } from "jira.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adf, type JiraSite, startJira } from "../sandbox/jira-site.ts";

let site: JiraSite;
beforeEach(async () => {
  site = await startJira();
});
afterEach(() => site.stop());

const connect = (apiToken = "sandbox-api-token") =>
  createCloudClient({
    host: site.url,
    auth: { type: "basic", email: "integration@sandbox.example", apiToken },
    onSchemaMismatch: "throw",
  });

const issue = (summary: string) => ({
  fields: { project: { key: "SUP" }, issuetype: { name: "Task" }, summary, labels: ["stock"] },
});

const textOf = (bytes: ArrayBuffer | ArrayBufferView): string =>
  ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
    : Buffer.from(bytes).toString("utf8");

describe("jira.js", () => {
  it("JRA-6 creates, reads, edits, deletes, one by one and many at once", async () => {
    const { issues } = connect();
    const made = await issues.createIssue({
      ...issue("Ink"),
      properties: [{ key: "integ", value: { key: "k" } }],
    });
    const id = made.id ?? "";
    const description = adf("It is out.");
    await issues.editIssue({ issueIdOrKey: id, fields: { summary: "Toner", description } });
    const read = await issues.getIssue({
      issueIdOrKey: id,
      properties: ["integ"],
      expand: ["changelog", "names"],
    });
    expect(read).toMatchObject({
      key: "SUP-1",
      fields: { summary: "Toner", description, status: { name: "To Do" } },
      properties: { integ: { key: "k" } },
    });
    const changes = await issues.getChangeLogs({ issueIdOrKey: id });
    expect(changes.values?.[0]?.items?.map(({ field }) => field)).toEqual(["summary", "description"]);
    const many = await issues.createIssues({ issueUpdates: [issue("a"), { fields: {} }, issue("b")] });
    expect([many.issues?.length, many.errors?.[0]?.failedElementNumber]).toEqual([2, 1]);
    const fetched = await issues.bulkFetchIssues({
      issueIdsOrKeys: ["SUP-3", "SUP-2", "SUP-77"],
      fields: ["summary"],
    });
    expect(fetched.issues?.map(({ key }) => key)).toEqual(["SUP-2", "SUP-3"]);
    await issues.deleteIssue({ issueIdOrKey: id });
    await expect(issues.getIssue({ issueIdOrKey: id })).rejects.toSatisfy(isNotFoundError);
  });

  it("JRA-7 searches by token to the end", async () => {
    const { issues, issueSearch } = connect();
    for (const summary of ["a", "b", "c"]) await issues.createIssue(issue(summary));
    site.clock.advance(1000);
    const found: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await issueSearch.searchAndReconsileIssuesUsingJqlPost({
        jql: "labels = stock ORDER BY created ASC, key ASC",
        fields: ["summary", "created"],
        maxResults: 2,
        ...(token === undefined ? {} : { nextPageToken: token }),
      });
      found.push(...(page.issues ?? []).map(({ fields }) => fields?.summary));
      token = page.nextPageToken ?? undefined;
    } while (token !== undefined);
    expect(found).toEqual(["a", "b", "c"]);
    expect((await issueSearch.countIssues({ jql: "labels = stock" })).count).toBe(3);
  });

  it("JRA-2 walks the workflow, and is told what a step lacks", async () => {
    const { issues } = connect();
    const help = { project: { key: "HELP" }, issuetype: { name: "Service Request" }, summary: "No login" };
    const id = (await issues.createIssue({ fields: help })).id ?? "";
    const ways = async () =>
      (await issues.getTransitions({ issueIdOrKey: id, expand: "transitions.fields" })).transitions ?? [];
    const [start] = await ways();
    await issues.doTransition({ issueIdOrKey: id, transition: { id: start?.id ?? "" } });
    const resolve = (await ways()).find(({ to }) => to?.statusCategory?.key === "done");
    expect(resolve?.fields?.resolution).toMatchObject({ required: true });
    const step = { issueIdOrKey: id, transition: { id: resolve?.id ?? "" } };
    await expect(issues.doTransition(step)).rejects.toMatchObject({ status: 400 });
    await issues.doTransition({ ...step, fields: { resolution: { name: "Done" } } });
    expect((await issues.getIssue({ issueIdOrKey: id })).fields).toMatchObject({ status: { name: "Done" } });
  });

  it("JRA-3 comments, and attaches files whose bytes come from elsewhere", async () => {
    const { issues, issueComments, issueAttachments } = connect();
    const issueIdOrKey = (await issues.createIssue(issue("Ink"))).id ?? "";
    const said = await issueComments.addComment({ issueIdOrKey, body: adf("Hello") });
    await issueComments.updateComment({
      issueIdOrKey,
      id: said.id ?? "",
      body: { body: adf("Hello again") },
    });
    const list = await issueComments.getComments({ issueIdOrKey, orderBy: "created" });
    expect(list.comments).toMatchObject([{ jsdPublic: true, body: adf("Hello again") }]);
    await issueComments.addComment({ issueIdOrKey, body: "In *markup*" });
    const content = "some bytes, é";
    const [file] = await issueAttachments.addAttachment({
      issueIdOrKey,
      attachments: { filename: "a.txt", content },
    });
    const bytes = await issueAttachments.getAttachmentContent({ id: file?.id ?? "" });
    expect(textOf(bytes)).toBe(content);
    expect(await issueAttachments.getAttachmentMeta()).toMatchObject({ enabled: true });
    await issueComments.deleteComment({ issueIdOrKey, id: said.id ?? "" });
  });

  it("JRA-10 reads what an issue can be created with", async () => {
    const { issues } = connect();
    const types = await issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: "SUP" });
    const bug = types.issueTypes?.find(({ name }) => name === "Bug");
    const page = await issues.getCreateIssueMetaIssueTypeId({
      projectIdOrKey: "SUP",
      issueTypeId: bug?.id ?? "",
      maxResults: 200,
    });
    const priority = page.fields?.find(({ fieldId }) => fieldId === "priority");
    expect(priority?.allowedValues).toMatchObject([{ name: "Highest" }, { name: "High" }, {}, {}, {}]);
  });

  it("JRA-6 lists projects, makes components and versions", async () => {
    const { projects, projectComponents, projectVersions } = connect();
    expect((await projects.searchProjects()).values?.map(({ key }) => key)).toEqual(["SUP", "HELP", "OPS"]);
    expect((await projects.getProject({ projectIdOrKey: "SUP" })).components).toHaveLength(2);
    await projects.getAllStatuses({ projectIdOrKey: "SUP" });
    const component = await projectComponents.createComponent({ project: "SUP", name: "Network" });
    await projectComponents.updateComponent({ id: component.id ?? "", body: { name: "Networks" } });
    const components = await projectComponents.getProjectComponents({ projectIdOrKey: "SUP" });
    expect(components.map(({ name }) => name)).toEqual(["Billing", "Hardware", "Networks"]);
    await projectComponents.deleteComponent({ id: component.id ?? "" });
    const version = await projectVersions.createVersion({ projectId: 10_000, name: "2.0" });
    await projectVersions.updateVersion({
      id: version.id ?? "",
      body: { released: true, releaseDate: "2026-05-06" },
    });
    const versions = await projectVersions.getProjectVersions({ projectIdOrKey: "SUP" });
    expect(versions.at(-1)).toMatchObject({ name: "2.0", released: true, releaseDate: "2026-05-06" });
  });

  it("JRA-8 finds people, and meets refusals and limits in a form it knows", async () => {
    const { myself, userSearch, issues } = connect();
    expect(await myself.getCurrentUser()).toMatchObject({ displayName: "Integration User", timeZone: "UTC" });
    expect(await userSearch.findUsers({ query: "dana" })).toMatchObject([{ accountId: site.deskUser }]);
    await expect(connect("no").myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
    await expect(issues.createIssue({ fields: {} })).rejects.toSatisfy(isApiError);
    await site.control("POST", "/settings", { jira: { limits: { getPerS: 1 } } });
    await issues.getIssue({ issueIdOrKey: (await issues.createIssue(issue("Ink"))).id ?? "" });
    await expect(issues.getIssue({ issueIdOrKey: "SUP-1" })).rejects.toSatisfy(isRateLimitError);
  });
});
