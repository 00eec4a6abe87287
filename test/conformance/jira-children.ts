// Comments, files and people of the emulated Jira, with a person who adds them beside integ.
import { z } from "zod";
import { INTEGRATION_NAME, INTEGRATION_USER } from "../../src/sandbox/jira/setup.ts";
import type { ChildFixture, ChildrenSubject } from "./child-rules.ts";
import { type JiraAccount, type JiraKind, startJira, textOf } from "./jira-subject.ts";

const MadeIssue = z.object({ issue: z.object({ id: z.string() }) });
const MadeComment = z.object({ comment: z.object({ id: z.string(), issue: z.string() }) });
const MadeFile = z.object({ file: z.object({ id: z.string(), issue: z.string() }) });
const MadeUser = z.object({
  user: z.object({ accountId: z.string().optional(), name: z.string().optional() }),
});

type Control = JiraAccount["sandbox"]["control"];

function comments(kind: JiraKind, control: Control): ChildFixture {
  return {
    fields: ["issue_id", "body", "public"],
    makeValues: (issueId, n) => ({
      issue_id: issueId,
      body: textOf(kind, `Comment ${n}, é 漢字 😀 & more`),
      public: n % 2 === 0,
    }),
    async addAsUser(issue, { body = null, public: isPublic = false }) {
      const input = { issue, body, internal: isPublic === false };
      const { comment } = MadeComment.parse(await control("POST", "/jira/comments", input));
      return `${comment.issue}-${comment.id}`;
    },
    async deleteAsUser(id) {
      await control("DELETE", `/jira/comments/${id.split("-").at(-1)}`);
    },
  };
}

function files(control: Control): ChildFixture {
  return {
    fields: ["issue_id", "filename"],
    makeValues: (issueId, n) => ({ issue_id: issueId, filename: `Größe & (${n}).pdf` }),
    async addAsUser(issue, { filename: name = null }, text) {
      const { file } = MadeFile.parse(await control("POST", "/jira/files", { issue, name, text }));
      return `${file.issue}-${file.id}`;
    },
    async deleteAsUser(id) {
      await control("DELETE", `/jira/files/${id.split("-").at(-1)}`);
    },
  };
}

async function peopleOf(kind: JiraKind, control: Control): Promise<ChildrenSubject["people"]> {
  const add = async (name: string, email: string, active: boolean) => {
    const { user } = MadeUser.parse(await control("POST", "/jira/users", { name, email, active }));
    return { id: user.accountId ?? user.name ?? "", email };
  };
  const active = await add("Ann Active", "Ann.Active@people.example", true);
  const left = await add("Leo Left", "leo@people.example", false);
  const ownId = kind === "cloud" ? INTEGRATION_USER : INTEGRATION_NAME;
  return { active, left, ownId, absentId: "nobody-of-this-id" };
}

/** The children of issues in a service project, on a site of their own. */
export async function startJiraChildren(kind: JiraKind): Promise<ChildrenSubject> {
  const account = await startJira(kind);
  const { control } = account.sandbox;
  return {
    connection: account.connect().connection,
    parentObject: "issue",
    feedLagMs: 1000,
    async makeParent() {
      const fields = {
        project: { key: "HELP" },
        issuetype: { name: "Service Request" },
        summary: "It does not print",
      };
      return MadeIssue.parse(await control("POST", "/jira/issues", { fields })).issue.id;
    },
    child: (child) => (child === "comments" ? comments(kind, control) : files(control)),
    people: await peopleOf(kind, control),
    async cutAfterEffect() {
      const match = { method: "POST" };
      await control("POST", "/faults", { vendor: "jira", times: 1, kind: "cut-after", match });
    },
    stop: () => account.release(),
  };
}
