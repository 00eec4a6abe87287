#!/usr/bin/env node
// Starts integ, after making sure that this Node.js can run it. Written so that an old Node.js (12 and
// up) still parses it: no static imports, no top-level await, and old syntax only.
var [major, minor, patch] = process.versions.node.split(".").map(Number);

if (isSupported()) start();
else refuse();

// The same as `engines` in package.json: what the libraries are tested with.
function isSupported() {
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15;
  return major >= 26;
}

function refuse() {
  var message = `integ needs Node.js 22.22.2, 24.15 or 26, or newer of these, and this is ${process.versions.node}.`;
  var hint =
    "In a checkout run `npm ci`, then `npx integ`: it brings its own. Elsewhere install a newer one.";
  var failure = {
    code: "E_NODE_VERSION",
    message: message,
    hint: hint,
    docs: "docs/operator/errors.md#e_node_version",
  };
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ schema: "integ.error/1", error: failure }, null, 2));
  }
  console.error(`${message} ${hint}`);
  process.exitCode = 64;
}

function start() {
  cacheCompiledCode();
  var argv = process.argv.slice(2);
  var root = new URL("..", import.meta.url);
  startFast(argv, root)
    .then((isDone) => isDone || import("../dist/cli/main.js").then((cli) => cli.main(argv, root, leave)))
    .catch((error) => {
      var missing = error.code === "ERR_MODULE_NOT_FOUND";
      if (missing) console.error("integ is not completely installed. Run `npm ci`, which also builds it.");
      console.error(missing ? error.message : error);
      process.exitCode = 70;
    });
}

// Probes call these two all the time: most of their start would be oclif's.
function startFast(argv, root) {
  if (argv[0] !== "--version" && argv[0] !== "health") return Promise.resolve(false);
  return import("../dist/cli/fast-start.js").then((fast) => fast.startFast(argv, root));
}

// The default place of the cache is the shared temporary directory, where another user could put code
// before us; a directory of our own can't be prepared by others.
function cacheCompiledCode() {
  var env = process.env;
  var home = env.CACHE_DIRECTORY || env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`);
  if (home) process.getBuiltinModule("node:module").enableCompileCache(`${home}/integ/compiled`);
}

// The only place that ends the process, and never before the reader has taken all of the output.
function leave() {
  process.stdout.write("", () => process.exit());
}
