import { describe, expect, it } from "vitest";
import { hiddenPaths, refuseKey, refuseUser } from "../../../src/daemon/service/install.ts";
import { renderUnit } from "../../../src/daemon/service/unit.ts";
import { sampleFacts, unitCases } from "./unit-cases.ts";

const fileOf = (name: string): string => `golden/${name.replaceAll(/[^a-z]+/g, "-")}.service`;

describe("the unit", () => {
  it.each(Object.entries(unitCases))("OPS-2 is, word for word: %s", async (name, facts) => {
    await expect(renderUnit(facts)).toMatchFileSnapshot(fileOf(name));
  });

  it("OPS-2 does not forbid what Node.js needs, and tells of a refused reload", () => {
    const text = renderUnit(sampleFacts);
    expect(text).not.toMatch(/^MemoryDenyWriteExecute/m);
    expect(text).toMatch(/^Type=notify$/m);
    expect(text).toMatch(/^ExecReload=.* daemon reload /m);
  });

  it("OPS-2 is not written for what it would hide", () => {
    expect(hiddenPaths(sampleFacts)).toEqual([]);
    const facts = {
      ...sampleFacts,
      node: "/home/ann/node",
      configFile: "/tmp/integ.yaml",
      script: "/homes/run.js",
    };
    expect(hiddenPaths(facts)).toEqual([
      "Node.js is /home/ann/node, and the service can't see /home (ProtectHome=)",
      "the configuration is /tmp/integ.yaml, and the service can't see /tmp (PrivateTmp=)",
    ]);
  });

  it.each(["a;b c", "integ\nExecStartPre=/bin/true", "integ\n", "%u", "-x", "..", "", "a".repeat(32)])(
    "OPS-2 is not written for %j, which can't be an account",
    (user) => {
      expect(() => refuseUser({ ...sampleFacts, user })).toThrow(
        expect.objectContaining({ code: "E_USAGE" }),
      );
    },
  );

  it.each([null, "integ", "_integ", "svc-integ.eu_1", "1001"])(
    "OPS-2 is written for the account %j",
    (user) => {
      expect(() => refuseUser({ ...sampleFacts, user })).not.toThrow();
    },
  );

  it.each([
    [{ keySource: "key-file", keyFile: null, user: "integ" }, "which key file"],
    [{ keySource: "key-file", keyFile: "/k", user: null }, "account"],
    [{ keySource: "credential", keyFile: "/k\nExecStartPre=/bin/true" }, "line break"],
    [{ keySource: "credential-encrypted", systemdVersion: 249 }, "systemd 249"],
    [{ keySource: "credential", systemdVersion: 246 }, "systemd 246"],
    [{ keySource: "credential", systemdVersion: 247 }, null],
    [{ keySource: "key-file", keyFile: "/k", user: "integ", systemdVersion: 240 }, null],
  ] as const)("OPS-2 is not written for a key that can't reach it: %j", (wish, message) => {
    const refuse = () => refuseKey({ ...sampleFacts, ...wish });
    if (message === null) refuse();
    else expect(refuse).toThrow(message);
  });
});
