// In a run with coverage (scripts/test.ts) the processes that tests start leave theirs too. Set here and not
// for the whole run, since the variable would make Node.js count in the test's own process a second time.
const dir = process.env.INTEG_CHILD_COVERAGE;
if (dir) process.env.NODE_V8_COVERAGE = dir;
