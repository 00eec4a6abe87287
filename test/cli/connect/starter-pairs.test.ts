import { describe, expect, it } from "vitest";
import { readPairs } from "../../../src/cli/connect/starter-pairs.ts";
import { registry } from "../../core/config/starter-pairs.ts";

const namesOf = async (...texts: string[]): Promise<string[]> =>
  (await readPairs(texts, registry)).map(({ left, right }) => `${left.connection} ${right.connection}`);

describe("integ init --pair", () => {
  it("CFG-1 takes any two connectors, in the order given", async () => {
    expect(await namesOf("salesforce,jira", "jira, servicenow")).toEqual([
      "salesforce jira",
      "jira servicenow",
    ]);
  });

  it.each([
    [["salesforce"], "--pair salesforce is not two connectors"],
    [["salesforce,jira,zendesk"], "is not two connectors"],
    [["jira,jira"], "--pair jira,jira is one system twice"],
    [["jira,zendesk", "zendesk,jira"], "--pair zendesk,jira is there already"],
    [["jira,freshdesk"], 'There is no connector "freshdesk"'],
  ])("CFG-1 refuses %j", async (texts, message) => {
    await expect(namesOf(...texts)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(message),
    });
  });
});
