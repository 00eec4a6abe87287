// Commands whose answer is what is wrong: the log does not say it between their lines.
import { expect, it } from "vitest";
import ConfigLint from "../../src/commands/config/lint.ts";
import Connect from "../../src/commands/connect.ts";
import Doctor from "../../src/commands/doctor.ts";

const commands = { connect: Connect, "config lint": ConfigLint, doctor: Doctor };

it.each(Object.entries(commands))("BAS-3 %s logs no warnings unless it is asked to", (_, command) => {
  expect(command.defaultLogLevel).toBe("error");
});
