import { describe, expect, it } from "vitest";
import { type DirectoryFacts, findDirectories } from "../../src/cli/directories.ts";

const nothing: DirectoryFacts = {
  env: {},
  homeDir: "/home/ada",
  workingDir: "/srv/here",
  exists: () => false,
  configFlag: undefined,
  stateDirFlag: undefined,
};

describe("CFG-2 the state directory", () => {
  it.each([
    ["the flag", { stateDirFlag: "x", env: { INTEG_STATE_DIR: "/env" } }, "/srv/here/x"],
    ["INTEG_STATE_DIR", { env: { INTEG_STATE_DIR: "/env", STATE_DIRECTORY: "/unit" } }, "/env"],
    [
      "the service manager's first directory",
      { env: { STATE_DIRECTORY: "/var/lib/integ:/b" } },
      "/var/lib/integ",
    ],
    ["XDG_STATE_HOME", { env: { XDG_STATE_HOME: "/xdg" } }, "/xdg/integ"],
    [
      "the user's home, also when the variables are set but empty",
      { env: { XDG_STATE_HOME: "" } },
      "/home/ada/.local/state/integ",
    ],
    [
      "the user's home when XDG_STATE_HOME is relative, which the specification says to ignore",
      { env: { XDG_STATE_HOME: "state" } },
      "/home/ada/.local/state/integ",
    ],
  ])("comes from %s", (_title, facts, expected) => {
    expect(findDirectories({ ...nothing, ...facts }).stateDir).toBe(expected);
  });
});

describe("CFG-2 the configuration file", () => {
  it("is the one named, even if it does not exist", () => {
    const named = findDirectories({ ...nothing, env: { INTEG_CONFIG: "a.yaml" }, exists: () => true });
    expect(named).toMatchObject({ configFile: "/srv/here/a.yaml", configNamed: true });
    expect(findDirectories({ ...nothing, configFlag: "b.yaml", env: { INTEG_CONFIG: "a" } }).configFile).toBe(
      "/srv/here/b.yaml",
    );
  });

  it.each([
    [["/srv/here/integ.yaml", "/home/ada/.config/integ/integ.yaml"], "/srv/here/integ.yaml"],
    [["/home/ada/.config/integ/integ.yaml", "/etc/integ/integ.yaml"], "/home/ada/.config/integ/integ.yaml"],
    [["/etc/integ/integ.yaml"], "/etc/integ/integ.yaml"],
    [[], "/srv/here/integ.yaml"],
  ])("is the first of the usual places that exists: %j", (existing, expected) => {
    const exists = (path: string): boolean => existing.includes(path);
    expect(findDirectories({ ...nothing, exists })).toMatchObject({
      configFile: expected,
      configNamed: false,
    });
  });
});
