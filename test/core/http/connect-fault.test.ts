// What is said of a TLS connection that was not made.
import { expect, it } from "vitest";
import { connectFault } from "../../../src/core/http/connect-fault.ts";

it("BAS-3 tells OpenSSL's reason in one line, without where in its source it arose", () => {
  const message = "40DD:error:0A00010B:SSL routines:f:wrong version number:../ssl/tlsany_meth.c:77:\n";
  const raised = Object.assign(new Error(message), {
    code: "ERR_SSL_WRONG_VERSION_NUMBER",
    reason: "wrong version number",
  });
  expect(connectFault(raised).message).toBe("ERR_SSL_WRONG_VERSION_NUMBER wrong version number");
});
