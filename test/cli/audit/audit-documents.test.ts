// The file that `integ audit verify` is given.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyFile } from "../../../src/cli/audit/audit-documents.ts";

it("BAS-13 a directory, or what is not there, is no exported audit", async () => {
  const directory = tmpdir();
  await expect(verifyFile(directory, null)).rejects.toMatchObject({
    code: "E_INPUT",
    message: `${directory} is a directory, not an exported audit`,
  });
  await expect(verifyFile(join(directory, "nowhere.jsonl"), null)).rejects.toMatchObject({
    code: "E_NOT_FOUND",
  });
});
