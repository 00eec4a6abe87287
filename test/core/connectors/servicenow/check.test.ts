import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../../src/core/contract/http.ts";
import { type Answer, answeringVendor } from "./answering-vendor.ts";

const user = {
  sys_id: "0123456789abcdef0123456789abcdef",
  user_name: "integ",
  email: "integ@acme.example",
  sys_updated_on: "2026-05-06 08:00:00",
};

const tableOf = ({ path }: HttpRequest): string => path.split("/").at(-1) ?? "";
const isZoneProof = ({ query }: HttpRequest) => String(query?.sysparm_query).includes("sys_updated_on=");

const check = (answer: (request: HttpRequest) => Answer) => answeringVendor(answer).connection.check();
const rows = (...result: readonly object[]): Answer => ({ body: { result } });
const refused: Answer = { status: 403, body: { error: { message: "no" } } };

describe("checking a ServiceNow connection", () => {
  it("SNW-1 says who is signed in, and what was proven", async () => {
    const result = await check((request) => (tableOf(request) === "sys_user" ? rows(user) : rows()));
    expect(result.identity).toBe("integ@acme.example at acme.service-now.com");
    expect(result.proved).toContain("times in queries are UTC");
    expect(result.proved).toContain("reads sys_dictionary");
    expect(result.warnings).toEqual([]);
  });

  it("SNW-6 refuses an instance where our own record is not found by its own time", async () => {
    const checking = check((request) =>
      tableOf(request) === "sys_user" && !isZoneProof(request) ? rows(user) : rows(),
    );
    await expect(checking).rejects.toMatchObject({
      code: "E_CONFIG_INVALID",
      hint: expect.stringMatching(/GMT/),
    });
  });

  it("SNW-1 warns of each table that may not be read, and goes on", async () => {
    const closed = ["sys_journal_field", "sys_choice"];
    const result = await check((request) => {
      if (closed.includes(tableOf(request))) return refused;
      return tableOf(request) === "sys_user" ? rows(user) : rows();
    });
    expect(result.warnings).toHaveLength(2);
    for (const table of closed) expect(result.warnings.join(" ")).toContain(table);
  });

  it("SNW-1 says that the user was not found, and not that it is signed in", async () => {
    const result = await check(() => rows());
    expect(result.identity).toBe("integ (not found) at acme.service-now.com");
    expect(result.warnings.join(" ")).toContain("There is no user integ in sys_user");
  });

  it("SNW-6 says that the zone is not proven where our own record is hidden", async () => {
    const result = await check(() => rows());
    expect(result.warnings.join(" ")).toMatch(/not proven/);
    expect(result.proved).not.toContain("times in queries are UTC");
  });

  it("SNW-1 does not take a refused sign-in for a missing right", async () => {
    const answer = { status: 401, body: { error: { message: "User Not Authenticated" } } };
    await expect(check(() => answer)).rejects.toMatchObject({ code: "E_AUTH_REJECTED" });
  });
});
